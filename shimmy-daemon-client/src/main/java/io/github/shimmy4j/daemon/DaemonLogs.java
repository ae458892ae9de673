package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.github.shimmy4j.failure.OutputExcerpt;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.ShimmyHome;

/** What a daemon that starts writes: its output, and its log. */
final class DaemonLogs {

	private static final int TAIL_BYTES = 64 * 1024;

	private static final int SHOWN_LINES = 20;

	private final Path directory;

	DaemonLogs(ShimmyHome home) {
		this.directory = home.logs();
	}

	Path directory() {
		return this.directory;
	}

	/** The daemon's standard output and standard error since its start. */
	Path output() {
		return this.directory.resolve("daemon.out");
	}

	/** The daemon's log, which older daemons have written, too. */
	private Path log() {
		return this.directory.resolve("daemon.log");
	}

	/** A number that changes whenever something is written. */
	long size() {
		long size = 0;
		try {
			for (Path file : Listing.of(this.directory)) {
				size += Files.size(file);
			}
		}
		catch (IOException ex) {
			// A log is being rotated; the next look will see it.
		}
		return size;
	}

	/** The lines that say why a start failed: of the output, else of the log. */
	List<String> tail() {
		List<String> output = tail(output());
		return output.isEmpty() ? tail(log()) : output;
	}

	private static List<String> tail(Path file) {
		try (FileChannel channel = OwnFile.open(file, StandardOpenOption.READ)) {
			long from = Math.max(0, channel.size() - TAIL_BYTES);
			ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
			while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
				// Until the buffer is full, or the file ends.
			}
			String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
			List<String> lines = text.lines().filter((line) -> !line.isBlank()).toList();
			return OutputExcerpt.of(lines, SHOWN_LINES);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
