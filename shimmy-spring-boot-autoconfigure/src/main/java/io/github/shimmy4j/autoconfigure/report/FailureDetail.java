package io.github.shimmy4j.autoconfigure.report;

import java.util.List;

import io.github.shimmy4j.failure.OutputExcerpt;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * A failure as health and the endpoint show it.
 *
 * @param code the reason
 * @param message what happened
 * @param exitStatus status of the process, or null
 * @param outputTail end of the process's output
 */
public record FailureDetail(ShimmyErrorCode code, @Nullable String message, @Nullable Integer exitStatus,
		List<String> outputTail) {

	/** Enough to see the reason; a load of a model logs hundreds of lines. */
	private static final int MAX_LINES = 20;

	/**
	 * What is shown of a failure.
	 * @param failure the failure
	 * @return the last 20 lines of its output, and everything else
	 */
	public static FailureDetail of(ShimmyException failure) {
		List<String> tail = failure.outputTail();
		return new FailureDetail(failure.code(), failure.getMessage(), failure.exitStatus(),
				OutputExcerpt.of(tail, MAX_LINES));
	}

}
