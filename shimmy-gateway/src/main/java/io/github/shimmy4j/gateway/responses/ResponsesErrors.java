package io.github.shimmy4j.gateway.responses;

import java.time.Duration;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.FailureResponse;
import io.github.shimmy4j.gateway.upstream.ServerRefusalException;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import io.github.shimmy4j.protocol.responses.ResponsesAnswer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Failures as programs of the Responses API are told them. Codex asks 6 times on most
 * statuses and 30 times on those from 500 on, but only once on 400.
 */
final class ResponsesErrors {

	private static final String RATE_LIMIT = "rate_limit_exceeded";

	/** Codex repeats requests with these statuses, though they fail in the same way. */
	private static final Set<Integer> REPEATED = Set.of(403, 404, 413, 415);

	/**
	 * Codes of failures that another attempt may not meet, though their status says that
	 * it would: the model writes other arguments of a call the next time.
	 */
	private static final Set<ShimmyErrorCode> OF_AN_ATTEMPT = Set.of(ShimmyErrorCode.INVALID_RESPONSE,
			ShimmyErrorCode.INTERNAL);

	private ResponsesErrors() {
	}

	/** Finds the status and the words of any failure. */
	static Failure told(Failure failure) {
		Failure told = failure.badRequestUnlessTransient(REPEATED);
		return (failure.cause() instanceof ServerRefusalException refused) ? told.withMessage(refused.words()) : told;
	}

	static String body(Failure told) {
		return ErrorBody.of(told.status(), told.code(), told.message(), told.param()).json().toString();
	}

	/** The end of a stream, on whose code Codex decides whether it asks again. */
	static String event(ResponsesAnswer answer, Failure told) {
		Duration wait = told.retryAfter();
		if (wait != null) {
			return answer.failed(RATE_LIMIT, "%s. Please try again in %ds."
				.formatted(told.message().replaceAll("\\.$", ""), Math.max(1, wait.toSeconds())));
		}
		if (told.code().equals(ErrorBody.CONTEXT_LENGTH_EXCEEDED)) {
			return answer.failed(told.code(), told.message());
		}
		boolean lasts = told.status() < 500 && !OF_AN_ATTEMPT.contains(told.cause().code());
		return answer.failed(lasts ? "invalid_prompt" : "server_error", told.message());
	}

	static Mono<ServerResponse> refuse(Throwable thrown) {
		return refuse(told(Failure.of(thrown)));
	}

	/** For routes on which an id that is not there is 404. */
	static Mono<ServerResponse> refuse(Failure told) {
		return ServerResponse.ok().build((exchange, context) -> write(told, exchange.getResponse()));
	}

	static Mono<Void> write(Failure told, ServerHttpResponse response) {
		return FailureResponse.write(told, body(told), response);
	}

}
