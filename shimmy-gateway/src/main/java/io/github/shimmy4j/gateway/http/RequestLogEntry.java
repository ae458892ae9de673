package io.github.shimmy4j.gateway.http;

import java.time.Duration;
import java.time.Instant;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.RequestTrace;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.jspecify.annotations.Nullable;

/**
 * One request that has ended, without any content.
 *
 * @param at when it began
 * @param method HTTP method
 * @param path path without query
 * @param route name of its route, of a bounded set of names
 * @param status HTTP status of the answer; of a client that has left, the one that was
 * being sent
 * @param outcome how it ended
 * @param caller label of the caller's key, or null
 * @param model model that a generation was asked of, or null if it asked for none; an
 * empty name means the served model
 * @param stream whether a streamed answer was asked for
 * @param queued time that it waited for a slot, or null if it got none
 * @param firstToken time from its beginning to the first token, or null if there is none
 * @param perToken mean time between two later tokens, or null if unknown
 * @param total time from its beginning to its end
 * @param usage tokens that the server has counted
 * @param failure what the client was told, or null
 */
public record RequestLogEntry(Instant at, String method, String path, String route, int status, Outcome outcome,
		@Nullable String caller, @Nullable String model, boolean stream, @Nullable Duration queued,
		@Nullable Duration firstToken, @Nullable Duration perToken, Duration total, Usage usage,
		@Nullable Failure failure) {

	static RequestLogEntry of(RequestTrace trace, Instant at, String method, String path, String route, int status,
			boolean left) {
		Failure failure = trace.failure();
		// Reactor Netty completes an answer that its client no longer takes.
		boolean unfinished = trace.model() != null && failure == null && !trace.isAnswered();
		return new RequestLogEntry(at, method, path, route, status, outcome(failure, status, left || unfinished),
				trace.caller(), trace.model(), trace.isStream(), trace.queued(), trace.firstToken(), trace.perToken(),
				trace.elapsed(), trace.usage(), failure);
	}

	private static Outcome outcome(@Nullable Failure failure, int status, boolean left) {
		if (left) {
			return Outcome.LEFT;
		}
		// An answer that fails after its beginning has the status 200.
		int told = (failure != null) ? failure.status() : status;
		if (told >= 500) {
			return Outcome.FAILED;
		}
		return (told >= 400) ? Outcome.REFUSED : Outcome.ANSWERED;
	}

	/** How a request ended. */
	public enum Outcome {

		/** The client got its answer. */
		ANSWERED,

		/** The request was refused: its client has to change it, or to come later. */
		REFUSED,

		/** The server or the gateway failed. */
		FAILED,

		/** The client closed the connection before it had its answer. */
		LEFT

	}

}
