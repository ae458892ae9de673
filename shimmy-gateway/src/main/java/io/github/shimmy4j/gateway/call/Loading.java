package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.concurrent.Waits;
import io.github.shimmy4j.gateway.admission.TooManyRequestsException;
import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.model.ModelReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A model that is being loaded or downloaded, and the requests that wait for it. Guarded
 * by the lock of {@link ModelChoice}, except for its end.
 */
final class Loading {

	/** A load takes minutes, and nobody knows when a place becomes free. */
	private static final Duration RETRY = Duration.ofSeconds(5);

	private final @Nullable ModelReference to;

	private final CompletableFuture<?> end;

	private final Mono<Void> ended;

	private final Map<String, Integer> waiting = new HashMap<>();

	private int total;

	/** Number of waiting requests that need the model. */
	private int needing;

	private boolean abandoned;

	/**
	 * Nobody waits yet.
	 * @param to the model that replaces the served one; null if the served one itself is
	 * being downloaded
	 * @param end completes when it can answer; fails if it cannot be served
	 */
	Loading(@Nullable ModelReference to, CompletableFuture<?> end) {
		this.to = to;
		this.end = end;
		// One callback for all: a future keeps those of requests that leave.
		this.ended = Mono.fromFuture(end, true).then().onErrorMap(Waits::cause).cache();
	}

	/** The model that replaces the served one; null if that is being downloaded. */
	@Nullable ModelReference to() {
		return this.to;
	}

	/** Completes when the model can answer; fails if it cannot be served. */
	CompletableFuture<?> end() {
		return this.end;
	}

	/** Whether all requests that need the model had left once, before it was there. */
	boolean isAbandoned() {
		return this.abandoned;
	}

	/** Number of requests that wait. */
	int waiting() {
		return this.total;
	}

	boolean isDone() {
		return this.end.isDone();
	}

	/** Whether the model can answer. */
	boolean hasSucceeded() {
		return this.end.isDone() && !this.end.isCompletedExceptionally();
	}

	/** Completes when the model can answer; fails if it cannot be served. */
	Mono<Void> ended() {
		return this.ended;
	}

	/**
	 * One more request waits. A caller with none that waits always gets a place, as in
	 * the queue for turns.
	 * @param caller who sends it
	 * @param needsIt whether it needs this model
	 * @param maxWaiting number of waiting requests from which on further ones are refused
	 * @throws TooManyRequestsException if there is no place
	 */
	void enter(Caller caller, boolean needsIt, int maxWaiting) {
		if (this.total >= maxWaiting && this.waiting.containsKey(caller.id())) {
			throw new TooManyRequestsException(
					"%d requests wait already for a model that is being loaded (shimmy.gateway.queue.size)"
						.formatted(this.total),
					RETRY);
		}
		this.waiting.merge(caller.id(), 1, Integer::sum);
		this.total++;
		this.needing += needsIt ? 1 : 0;
	}

	/**
	 * A request that has entered waits no longer. The load is abandoned if it was the
	 * last one that needs a model which is not there yet.
	 * @return whether the load is abandoned by this
	 */
	boolean leave(Caller caller, boolean needsIt) {
		this.waiting.computeIfPresent(caller.id(), (id, number) -> (number > 1) ? number - 1 : null);
		this.total--;
		this.needing -= needsIt ? 1 : 0;
		boolean last = needsIt && this.needing == 0 && !isDone();
		this.abandoned |= last;
		return last;
	}

}
