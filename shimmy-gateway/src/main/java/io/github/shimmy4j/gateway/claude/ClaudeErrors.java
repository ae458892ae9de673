package io.github.shimmy4j.gateway.claude;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.FailureResponse;
import io.github.shimmy4j.gateway.upstream.ServerRefusalException;
import io.github.shimmy4j.protocol.claude.ClaudeError;
import io.github.shimmy4j.protocol.conversation.ContextExceededException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Failures as Claude's programs are told them. */
public final class ClaudeErrors {

	private ClaudeErrors() {
	}

	/**
	 * Finds the status and the words.
	 * @param failure any failure
	 * @return the same with Claude's status and words
	 */
	public static Failure told(Failure failure) {
		ContextExceededException exceeded = exceeded(failure.cause());
		String message = (exceeded != null) ? ClaudeError.promptTooLong(exceeded.promptTokens(), exceeded.maximum())
				: words(failure);
		return new Failure(ClaudeError.status(failure.status(), failure.retryAfter() != null), failure.code(), message,
				failure.param(), failure.retryAfter(), failure.cause());
	}

	private static String words(Failure failure) {
		return (failure.cause() instanceof ServerRefusalException refused) ? refused.words() : failure.message();
	}

	/** A refusal of the server has it as its cause. */
	private static @Nullable ContextExceededException exceeded(@Nullable Throwable thrown) {
		for (Throwable each = thrown; each != null; each = each.getCause()) {
			if (each instanceof ContextExceededException found) {
				return found;
			}
		}
		return null;
	}

	/**
	 * The body of a response.
	 * @param told as {@link #told} gives it
	 */
	public static String body(Failure told) {
		return error(told).json().toString();
	}

	static ClaudeError error(Failure told) {
		return ClaudeError.of(told.status(), told.message());
	}

	static Mono<ServerResponse> refuse(Throwable thrown) {
		Failure told = told(Failure.of(thrown));
		return ServerResponse.ok()
			.build((exchange, context) -> FailureResponse.write(told, body(told), exchange.getResponse()));
	}

}
