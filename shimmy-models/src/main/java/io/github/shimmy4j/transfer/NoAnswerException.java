package io.github.shimmy4j.transfer;

import org.jspecify.annotations.Nullable;

/**
 * A server could not be reached, or said nothing. One that was at work a moment ago may
 * come back; of any other, that is no more likely than that the next source is nearer.
 */
final class NoAnswerException extends TryAgainException {

	private static final long serialVersionUID = 1L;

	NoAnswerException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
