package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * The model's answer does not follow the schema of its request. The server reports this
 * with the code {@link ErrorBody#INVALID_ANSWER} and remains usable.
 */
public final class InvalidAnswerException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	/** The failure with the server's message, and how the server reported it, or null. */
	public InvalidAnswerException(String message, @Nullable Throwable cause) {
		super(ShimmyErrorCode.GENERATION_FAILED, message, cause);
	}

}
