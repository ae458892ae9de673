package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import io.github.shimmy4j.sidecar.use.PatienceRule.SilenceLimit;

/**
 * Turns an exception of the client library or of a connection into a
 * {@link ShimmyException}.
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
				return ofConnection(io);
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

	private static ShimmyErrorCode codeOf(int status) {
		return switch (status) {
			case 401, 403 -> ShimmyErrorCode.AUTHENTICATION_FAILED;
			case 404 -> ShimmyErrorCode.MODEL_NOT_FOUND;
			// Only messages can make a request of ours too large.
			case 413 -> ShimmyErrorCode.CONTEXT_EXCEEDED;
			case 429, 503 -> ShimmyErrorCode.OVERLOADED;
			default -> (status >= 500) ? ShimmyErrorCode.GENERATION_FAILED : ShimmyErrorCode.REQUEST_REJECTED;
		};
	}

	/** Finds the code and the message of a broken connection. */
	static ShimmyException ofConnection(IOException io) {
		if (io.getCause() instanceof ShimmyException known) {
			return known;
		}
		if (io instanceof SilenceException) {
			return new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT, String.valueOf(io.getMessage()), io);
		}
		if (io instanceof SocketTimeoutException || io instanceof ConnectException) {
			return new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server cannot be reached: " + io.getMessage(),
					io);
		}
		if (io instanceof InterruptedIOException) {
			return new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the answer was interrupted", io);
		}
		if (io instanceof EOFException) {
			return new ShimmyException(ShimmyErrorCode.ANSWER_TRUNCATED,
					"The server closed the connection in mid-answer", io);
		}
		return new ShimmyException(ShimmyErrorCode.SIDECAR_LOST,
				"The connection to the server broke: " + io.getMessage(), io);
	}

	/** A connected server was silent for too long. */
	static final class SilenceException extends SocketTimeoutException {

		private static final long serialVersionUID = 1L;

		SilenceException(SilenceLimit limit) {
			super(message(limit.kind()).formatted(limit.limit()));
		}

		private static String message(SilenceLimit.Kind kind) {
			return switch (kind) {
				case BEFORE_THE_FIRST_TOKEN ->
					"The server was silent for %s before its first token (shimmy.chat.first-token-timeout)";
				case AFTER_A_TOKEN -> "The server was silent for %s after a token (shimmy.chat.idle-timeout)";
				case WHOLE_ANSWER -> "The server was silent for %s, which is what a whole answer may take here "
						+ "(shimmy.chat.first-token-timeout and shimmy.chat.idle-timeout together)";
			};
		}

	}

}
