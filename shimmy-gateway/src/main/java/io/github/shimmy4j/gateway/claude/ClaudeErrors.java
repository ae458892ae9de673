package io.github.shimmy4j.gateway.claude;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.FailureResponse;
import io.github.shimmy4j.gateway.upstream.ServerRefusalException;
import io.github.shimmy4j.protocol.claude.ClaudeError;
import io.github.shimmy4j.protocol.claude.ClaudeStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Failures as Claude's programs are told them. */
final class ClaudeErrors {

	private ClaudeErrors() {
	}

	/**
	 * Finds the status and the words.
	 * @param failure any failure
	 * @return the same with Claude's status and words
	 */
	static Failure told(Failure failure) {
		return failure.withStatus(ClaudeStatus.of(failure.status(), failure.cause().code()))
			.withMessage(words(failure));
	}

	private static String words(Failure failure) {
		return (failure.cause() instanceof ServerRefusalException refused) ? refused.words() : failure.message();
	}

	/**
	 * The body of a response.
	 * @param told as {@link #told} gives it
	 */
	static String body(Failure told) {
		return error(told).json().toString();
	}

	static ClaudeError error(Failure told) {
		return ClaudeError.of(told.status(), told.message());
	}

	static Mono<ServerResponse> refuse(Throwable thrown) {
		return refuse(told(Failure.of(thrown)));
	}

	static Mono<ServerResponse> refuse(Failure told) {
		return ServerResponse.ok()
			.build((exchange, context) -> FailureResponse.write(told, body(told), exchange.getResponse()));
	}

}
