package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The file with the pid of each launch, one a line, beside the installed script. */
final class StartLog {

	private final Path file;

	private StartLog(Path file) {
		this.file = file;
	}

	static StartLog ofThisProcess() {
		return in(Path.of(System.getProperty("fake.directory", ".")));
	}

	static StartLog in(Path directory) {
		return new StartLog(directory.resolve("starts.log"));
	}

	void add(long pid) {
		try {
			Files.writeString(this.file, pid + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<Long> pids() {
		try {
			return Files.exists(this.file) ? Files.readAllLines(this.file).stream().map(Long::valueOf).toList()
					: List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
