package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import io.github.shimmy4j.autoconfigure.chat.transport.ConnectionFailure;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyErrorCode.Stage;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import io.github.shimmy4j.protocol.openai.InvalidAnswerException;

/** Turns an exception of the client library into a {@link ShimmyException}. */
final class FailureTranslation {

	private FailureTranslation() {
	}

	/**
	 * Finds the code and the message of a failure.
	 * @param request method and address of the request, for the message
	 */
	static ShimmyException translate(Throwable thrown, String request) {
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
				return ConnectionFailure.of(io);
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
		boolean tooLong = service.code().filter(ErrorBody.CONTEXT_LENGTH_EXCEEDED::equals).isPresent();
		return tooLong ? ShimmyErrorCode.CONTEXT_EXCEEDED : codeOf(service.statusCode());
	}

	static ShimmyErrorCode codeOf(int status) {
		return switch (status) {
			case 401, 403 -> ShimmyErrorCode.AUTHENTICATION_FAILED;
			case 404 -> ShimmyErrorCode.MODEL_NOT_FOUND;
			// Only messages can make a request of ours too large.
			case 413 -> ShimmyErrorCode.CONTEXT_EXCEEDED;
			case 429, 503 -> ShimmyErrorCode.OVERLOADED;
			default -> (status >= 500) ? ShimmyErrorCode.GENERATION_FAILED : ShimmyErrorCode.REQUEST_REJECTED;
		};
	}

	/** Whether the server, and not the request or the caller, is to blame. */
	static boolean isServerFault(ShimmyException failure) {
		// An overloaded server is healthy.
		return failure.code().stage() == Stage.ANSWER && failure.code() != ShimmyErrorCode.OVERLOADED
				&& !(failure instanceof InvalidAnswerException);
	}

}
