package io.github.shimmy4j.gateway.status;

import java.time.Clock;
import java.time.Instant;

import io.github.shimmy4j.failure.ShimmyErrorCode.Stage;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.http.RequestLogEntry;
import io.github.shimmy4j.gateway.http.RequestLogEntry.Outcome;
import io.github.shimmy4j.gateway.http.RequestLogListener;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Remembers how the last generations ended. It is all that is known about a server that
 * shimmy4j does not run.
 */
public final class ServerOutcomes implements RequestLogListener {

	private final Clock clock;

	private volatile Last last = new Last(null, null);

	/**
	 * Remembers nothing yet.
	 * @param clock time of day
	 */
	public ServerOutcomes(Clock clock) {
		this.clock = clock;
	}

	@Override
	public void ended(RequestLogEntry entry, ServerWebExchange exchange) {
		if (entry.model() == null) {
			return;
		}
		Failure failure = entry.failure();
		if (entry.outcome() == Outcome.ANSWERED) {
			this.last = new Last(this.clock.instant(), null);
		}
		else if (failure != null && entry.outcome() == Outcome.FAILED
				&& failure.cause().code().stage() == Stage.ANSWER) {
			this.last = new Last(this.last.goodGeneration(), failure.cause());
		}
	}

	Last last() {
		return this.last;
	}

	/**
	 * The last outcomes.
	 *
	 * @param goodGeneration when an answer was last complete, or null
	 * @param failure failure of the last generation, or null if it succeeded
	 */
	record Last(@Nullable Instant goodGeneration, @Nullable ShimmyException failure) {
	}

}
