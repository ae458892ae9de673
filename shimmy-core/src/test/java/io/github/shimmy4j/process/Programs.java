package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A search path with just the programs that a test needs. */
final class Programs {

	private static final SearchPath REAL = SearchPath.of(List.of("/usr/bin", "/bin"));

	private Programs() {
	}

	/** Only these programs of this machine. */
	static SearchPath only(Path directory, String... names) throws IOException {
		for (String name : names) {
			script(directory, name, "exec %s \"$@\"".formatted(REAL.find(name).orElseThrow()));
		}
		return new SearchPath(List.of(directory));
	}

	/** One more program, which is a shell script. */
	static SearchPath script(Path directory, String name, String script) throws IOException {
		Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + script + "\n");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
		return new SearchPath(List.of(directory));
	}

	/** The programs of this machine. */
	static SearchPath real() {
		return REAL;
	}

}
