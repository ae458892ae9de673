package io.github.shimmy4j.gateway.claude;

import java.util.Set;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.FailureResponse;
import io.github.shimmy4j.gateway.upstream.ServerRefusalException;
import io.github.shimmy4j.protocol.claude.ClaudeError;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Failures as Claude's programs are told them. They ask again for minutes on 429 and on
 * each status from 500 on, whatever the response says.
 */
final class ClaudeErrors {

	/** On a path of Claude's they mean something else to these programs. */
	private static final Set<Integer> MISREAD = Set.of(404, 415);

	private static final int UNAVAILABLE = 503;

	private ClaudeErrors() {
	}

	/**
	 * Finds the status and the words.
	 * @param failure any failure
	 * @return the same with Claude's status and words
	 */
	static Failure told(Failure failure) {
		Failure told = failure.badRequestUnlessTransient(MISREAD).withMessage(words(failure));
		return (told.status() == UNAVAILABLE) ? told.withStatus(ClaudeError.OVERLOADED) : told;
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
