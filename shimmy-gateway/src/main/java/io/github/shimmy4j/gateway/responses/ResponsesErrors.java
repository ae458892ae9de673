package io.github.shimmy4j.gateway.responses;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

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

	static final String PREVIOUS = "previous_response_id";

	private static final String RATE_LIMIT = "rate_limit_exceeded";

	private static final int BAD_REQUEST = 400;

	/** Only at the beginning: properties of a schema may have the same name. */
	private static final Pattern FORMAT = Pattern.compile("^response_format(\\.json_schema\\b)?");

	private static final Map<String, String> NAMES = Map.of("max_tokens", "max_output_tokens", "enable_thinking",
			"reasoning.effort");

	private ResponsesErrors() {
	}

	/** Finds the status and the words of a failure of a generation. */
	static Failure told(Failure failure) {
		Failure named = failure.renamed(ResponsesErrors::name);
		if (failure.cause() instanceof ServerRefusalException refused) {
			named = named.withMessage(refused.words());
		}
		Failure told = named.withStatus(status(failure));
		return PREVIOUS.equals(told.param()) ? new Failure(told.status(), "previous_response_not_found", told.message(),
				told.param(), null, told.cause()) : told;
	}

	/** Errors that repeating cannot change are 400. */
	private static int status(Failure failure) {
		return switch (failure.status()) {
			case 404, 415 -> BAD_REQUEST;
			default ->
				(failure.status() >= 500 && !failure.cause().code().isTransient()) ? BAD_REQUEST : failure.status();
		};
	}

	/** The client's name of a field of OpenAI's chats. */
	private static String name(String field) {
		// Items were joined and tools were skipped, so their numbers are others.
		if (field.startsWith("messages[")) {
			return "input";
		}
		return field.startsWith("tools[") ? "tools"
				: NAMES.getOrDefault(field, FORMAT.matcher(field).replaceFirst("text.format"));
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
		return answer.failed((told.status() < 500) ? "invalid_prompt" : "server_error", told.message());
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
