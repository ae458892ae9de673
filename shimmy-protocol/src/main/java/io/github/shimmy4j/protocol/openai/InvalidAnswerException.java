package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * The model gave an answer that does not follow the schema of its request. The server
 * said so itself with the code {@link ErrorBody#INVALID_ANSWER}, and is as well as
 * before.
 */
public final class InvalidAnswerException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	/**
	 * A failure.
	 * @param message what the server said
	 * @param cause how it was told, or null
	 */
	public InvalidAnswerException(String message, @Nullable Throwable cause) {
		super(ShimmyErrorCode.GENERATION_FAILED, message, cause);
	}

}
