package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;
import java.util.Optional;

/**
 * The last error in a server's log. Shimmy answers a failed generation with an empty body
 * and writes the reason to its log only.
 */
final class ServerComplaint {

	/** Level in the log lines of Rust's {@code tracing}. */
	private static final String LEVEL = " ERROR ";

	private ServerComplaint() {
	}

	static Optional<String> lastOf(List<String> output) {
		return output.stream()
			.filter((line) -> line.contains(LEVEL))
			.reduce((earlier, later) -> later)
			.map((line) -> line.substring(line.indexOf(LEVEL) + LEVEL.length()));
	}

}
