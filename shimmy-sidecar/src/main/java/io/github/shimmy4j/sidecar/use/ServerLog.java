package io.github.shimmy4j.sidecar.use;

import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyException;

/**
 * The end of a server's log, which explains failures: shimmy answers a failed generation
 * with an empty body and writes the reason to its log only.
 *
 * @param lines the last lines, oldest first
 */
record ServerLog(List<String> lines) {

	private static final String ERROR_LEVEL = " ERROR ";

	/** The same failure with the last error of the log and its last lines. */
	ShimmyException explain(ShimmyException failure) {
		String message = failure.getMessage() + complaint().map("; its log says: "::concat).orElse("");
		return new ShimmyException(failure.code(), message, failure.getCause(), failure.exitStatus(), this.lines);
	}

	private Optional<String> complaint() {
		return this.lines.stream()
			.filter((line) -> line.contains(ERROR_LEVEL))
			.reduce((earlier, later) -> later)
			.map((line) -> line.substring(line.indexOf(ERROR_LEVEL) + ERROR_LEVEL.length()));
	}

}
