package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import io.github.shimmy4j.protocol.openai.ServerError;

/**
 * Turns an exception of the client library into a {@link ShimmyException}.
 */
public final class FailureTranslation {

	private FailureTranslation() {
	}

	/**
	 * Finds the code and the message of a failure.
	 * @param request method and address of the request, for the message
	 */
	public static ShimmyException translate(Throwable thrown, String request) {
		Throwable failure = unwrapped(thrown);
		if (failure instanceof ShimmyException known) {
			return known;
		}
		if (failure instanceof SseException event) {
			return new ShimmyException(ShimmyErrorCode.GENERATION_FAILED,
					"The server reported in mid-stream: " + words(event), failure);
		}
		if (failure instanceof OpenAIServiceException service) {
			String message = "%s answered %d%s".formatted(request, service.statusCode(),
					service.body().isMissing() ? " with an empty body" : ": " + words(service));
			return service.code().filter(ErrorBody.INVALID_ANSWER::equals).isPresent()
					? new InvalidAnswerException(message, failure)
					: new ShimmyException(codeOf(service), message, failure);
		}
		if (failure instanceof OpenAIInvalidDataException) {
			return new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE,
					"The server sent something that is not a chat completion: " + failure.getMessage(), failure);
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ShimmyException known) {
				return known;
			}
			if (cause instanceof IOException io) {
				return ServerAnswer.ofConnection(io);
			}
		}
		return new ShimmyException(ShimmyErrorCode.INTERNAL, "The call failed: " + failure, failure);
	}

	private static Throwable unwrapped(Throwable thrown) {
		boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
		return (wrapper && thrown.getCause() != null) ? thrown.getCause() : thrown;
	}

	/** Drops the status that the client library and some servers prepend. */
	private static String words(OpenAIServiceException service) {
		String prefix = service.statusCode() + ": ";
		String words = String.valueOf(service.getMessage());
		while (words.startsWith(prefix)) {
			words = words.substring(prefix.length());
		}
		return words;
	}

	private static ShimmyErrorCode codeOf(OpenAIServiceException service) {
		return ServerError.code(service.statusCode(), service.code().orElse(""));
	}

}
