package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.admission.TooManyRequestsException;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import org.jspecify.annotations.Nullable;

/**
 * A failure as HTTP tells it, before a protocol gives it a form. This is the only place
 * that finds status and name of an error.
 *
 * @param status HTTP status
 * @param code name of the error, for programs
 * @param message the problem, for people
 * @param param field of the request that causes it, or null
 * @param retryAfter when the same request may succeed, or null
 * @param cause what happened
 */
public record Failure(int status, String code, String message, @Nullable String param, @Nullable Duration retryAfter,
		ShimmyException cause) {

	private static final int BAD_REQUEST = 400;

	/** A client that repeats sooner meets the same obstacle. */
	private static final Duration SOON = Duration.ofSeconds(2);

	/**
	 * Finds the HTTP side of a failure.
	 * @param thrown any exception; an unknown one is a defect of ours
	 * @return status, code and message
	 */
	public static Failure of(Throwable thrown) {
		ShimmyException failure = (thrown instanceof ShimmyException known) ? known
				: new ShimmyException(ShimmyErrorCode.INTERNAL, "The request failed: " + thrown, thrown);
		if (failure instanceof RequestException refused) {
			return new Failure(refused.status(), refused.errorCode(), failure.getMessage(), refused.param(), null,
					failure);
		}
		if (failure instanceof TooManyRequestsException refused) {
			return new Failure(429, "rate_limit_exceeded", failure.getMessage(), null,
					Duration.ofSeconds(refused.retryAfterSeconds()), failure);
		}
		if (failure instanceof InvalidFieldException wrong) {
			return new Failure(status(wrong),
					(wrong.code() == ShimmyErrorCode.UNSUPPORTED_REQUEST) ? "unsupported_value" : "invalid_value",
					failure.getMessage(), wrong.field(), null, failure);
		}
		return new Failure(status(failure), code(failure), failure.getMessage(), null, retryAfter(failure), failure);
	}

	/** The same with the status that a protocol has for it. */
	public Failure withStatus(int status) {
		return new Failure(status, this.code, this.message, this.param, this.retryAfter, this.cause);
	}

	/**
	 * The same as a bad request if repeating the request cannot change it. Programs of
	 * some protocols repeat other statuses for minutes.
	 * @param misread statuses below 500 that they repeat, or take for something else
	 */
	public Failure badRequestUnlessTransient(Set<Integer> misread) {
		boolean lasts = misread.contains(this.status) || (this.status >= 500 && !this.cause.code().isTransient());
		return lasts ? withStatus(BAD_REQUEST) : this;
	}

	/** The same in other words. */
	public Failure withMessage(String message) {
		return new Failure(this.status, this.code, message, this.param, this.retryAfter, this.cause);
	}

	/**
	 * The same with the name that the client has for a field. Messages about a field
	 * begin with its name.
	 * @param names finds the client's name of a field of OpenAI's form
	 */
	public Failure renamed(UnaryOperator<String> names) {
		if (this.param == null) {
			return this;
		}
		String name = names.apply(this.param);
		String words = this.message.startsWith(this.param) ? name + this.message.substring(this.param.length())
				: this.message;
		return new Failure(this.status, this.code, words, name, this.retryAfter, this.cause);
	}

	private static int status(ShimmyException failure) {
		return switch (failure.code()) {
			// Clients shorten the conversation at 400 with this code, and not at 413.
			case CONTEXT_EXCEEDED -> BAD_REQUEST;
			default -> failure.code().httpStatus();
		};
	}

	private static String code(ShimmyException failure) {
		return switch (failure.code()) {
			case CONTEXT_EXCEEDED -> ErrorBody.CONTEXT_LENGTH_EXCEEDED;
			default -> failure.code().name().toLowerCase(Locale.ROOT);
		};
	}

	private static @Nullable Duration retryAfter(ShimmyException failure) {
		return failure.code().isTransient() && failure.code().httpStatus() == 503 ? SOON : null;
	}

}
