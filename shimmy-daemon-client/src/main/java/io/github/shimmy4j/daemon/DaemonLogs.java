package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.shimmy4j.failure.OutputExcerpt;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.ShimmyHome;

/** The output and the log of a daemon that starts. */
final class DaemonLogs {

	private static final int TAIL_BYTES = 64 * 1024;

	private static final int SHOWN_LINES = 20;

	/** Then the output has only what the JVM itself writes. */
	private static final int OUTPUT_LINES_BESIDE_LOG = 5;

	/** The beginning of an entry of the log. */
	private static final Pattern ENTRY = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT");

	/** The JVM puts its reports, and Spring its headings, into such frames. */
	private static final Pattern FRAME = Pattern.compile("^(#\\s*|\\*+)");

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

	/** Where the log ends now. */
	long logEnd() {
		try {
			return Files.size(log());
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/**
	 * The lines that say why a start failed: the end of the log and of the output.
	 * @param begin where the log of this start begins; 0 if that is not known
	 */
	List<String> tail(long begin) {
		List<String> output = tail(output(), 0);
		List<String> log = tail(log(), begin);
		if (log.isEmpty()) {
			return OutputExcerpt.of(output, SHOWN_LINES);
		}
		List<String> last = OutputExcerpt.of(output, OUTPUT_LINES_BESIDE_LOG);
		List<String> lines = new ArrayList<>(OutputExcerpt.of(log, SHOWN_LINES - last.size()));
		lines.addAll(last);
		return lines;
	}

	/**
	 * The report that the daemon has logged because it could not start: what is wrong,
	 * and what to do, as one line.
	 * @param begin where the log of this start begins
	 * @return empty if there is none, such as when its JVM did not start
	 */
	Optional<String> report(long begin) {
		List<String> log = tail(log(), begin);
		int description = log.lastIndexOf("Description:");
		if (description < 0 || !log.subList(description, log.size()).contains("Action:")) {
			return Optional.empty();
		}
		return Optional.of(log.subList(description + 1, log.size())
			.stream()
			.takeWhile((line) -> !ENTRY.matcher(line).lookingAt())
			.filter((line) -> !line.equals("Action:"))
			.map(String::strip)
			.collect(Collectors.joining(" ")));
	}

	private static List<String> tail(Path file, long begin) {
		try (FileChannel channel = OwnFile.open(file, StandardOpenOption.READ)) {
			// A log that was rotated is shorter than before.
			long first = (channel.size() < begin) ? 0 : begin;
			long from = Math.max(first, channel.size() - TAIL_BYTES);
			ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
			while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
				// Until the buffer is full, or the file ends.
			}
			String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
			return text.lines()
				.map((line) -> FRAME.matcher(line).replaceFirst(""))
				.filter((line) -> !line.isBlank())
				.toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
