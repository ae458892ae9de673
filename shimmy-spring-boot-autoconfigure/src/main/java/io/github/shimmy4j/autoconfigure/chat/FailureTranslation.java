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

/** Turns what the client library throws into a failure with a code. */
final class FailureTranslation {

	private FailureTranslation() {
	}

	/**
	 * Tells what went wrong.
	 * @param thrown what the client library threw
	 * @param request what was sent where, for a person
	 */
	static ShimmyException translate(Throwable thrown, String request) {
		Throwable failure = unwrapped(thrown);
		if (failure instanceof ShimmyException known) {
			return known;
		}
		if (failure instanceof SseException event) {
			return failure(ShimmyErrorCode.GENERATION_FAILED, "The server reported in mid-stream: " + words(event),
					failure);
		}
		if (failure instanceof OpenAIServiceException service) {
			String said = "%s answered %d%s".formatted(request, service.statusCode(),
					service.body().isMissing() ? " with an empty body" : ": " + words(service));
			return service.code().filter(ErrorBody.INVALID_ANSWER::equals).isPresent()
					? new InvalidAnswerException(said, failure) : failure(codeOf(service), said, failure);
		}
		if (failure instanceof OpenAIInvalidDataException) {
			return failure(ShimmyErrorCode.INVALID_RESPONSE,
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
		return failure(ShimmyErrorCode.INTERNAL, "The call failed: " + failure, failure);
	}

	private static Throwable unwrapped(Throwable thrown) {
		boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
		return (wrapper && thrown.getCause() != null) ? thrown.getCause() : thrown;
	}

	/** The client library, and some servers, put the status before the message. */
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
			// Nothing but the messages makes a request of ours large.
			case 413 -> ShimmyErrorCode.CONTEXT_EXCEEDED;
			case 429, 503 -> ShimmyErrorCode.OVERLOADED;
			default -> (status >= 500) ? ShimmyErrorCode.GENERATION_FAILED : ShimmyErrorCode.REQUEST_REJECTED;
		};
	}

	/** Whether the server, and not the request or the caller, is to blame. */
	static boolean isServerFault(ShimmyException failure) {
		// One with too much to do is well.
		return failure.code().stage() == Stage.ANSWER && failure.code() != ShimmyErrorCode.OVERLOADED
				&& !(failure instanceof InvalidAnswerException);
	}

	private static ShimmyException failure(ShimmyErrorCode code, String message, Throwable cause) {
		return new ShimmyException(code, message, cause);
	}

}
