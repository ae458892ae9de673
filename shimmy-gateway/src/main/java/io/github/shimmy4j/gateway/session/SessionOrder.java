package io.github.shimmy4j.gateway.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.gateway.admission.TooManyRequestsException;
import org.jspecify.annotations.Nullable;

/** Lets the requests of each session go one after another, in the order of arrival. */
final class SessionOrder {

	/** An answer takes seconds, so places may be free soon. */
	private static final Duration SOON = Duration.ofSeconds(2);

	private final int most;

	/** Those who have the turn stand first. */
	private final Map<SessionKey, Deque<Place>> places = new HashMap<>();

	/**
	 * Nobody waits yet.
	 * @param most most requests that wait for one session
	 */
	SessionOrder(int most) {
		this.most = most;
	}

	/**
	 * Takes the last place.
	 * @throws TooManyRequestsException if too many requests wait for this session
	 */
	Place enter(SessionKey key) {
		Place place = new Place(key);
		synchronized (this) {
			Deque<Place> waiting = this.places.computeIfAbsent(key, (first) -> new ArrayDeque<>());
			if (waiting.size() > this.most) {
				throw new TooManyRequestsException(
						"%d requests wait for an answer in the session '%s' already (shimmy.gateway.queue.size)"
							.formatted(this.most, key.id()),
						SOON);
			}
			waiting.add(place);
			if (waiting.size() > 1) {
				return place;
			}
		}
		place.turn.complete(null);
		return place;
	}

	/**
	 * Completes when the turn of a session whose answer has ended is stored; at once if
	 * there is none.
	 */
	CompletableFuture<Void> stored(SessionKey key) {
		synchronized (this) {
			Deque<Place> waiting = this.places.get(key);
			CompletableFuture<Void> storing = (waiting != null) ? waiting.getFirst().storing : null;
			return (storing != null) ? storing : CompletableFuture.completedFuture(null);
		}
	}

	private void leave(Place place) {
		Place next = null;
		synchronized (this) {
			Deque<Place> waiting = this.places.get(place.key);
			if (waiting == null) {
				return;
			}
			boolean first = waiting.peek() == place;
			waiting.remove(place);
			if (waiting.isEmpty()) {
				this.places.remove(place.key);
			}
			else if (first) {
				next = waiting.peek();
			}
		}
		if (next != null) {
			next.turn.complete(null);
		}
	}

	/** The place of one request. */
	final class Place implements AutoCloseable {

		private final SessionKey key;

		private final CompletableFuture<Void> turn = new CompletableFuture<>();

		/** Null until its answer is whole. */
		private @Nullable CompletableFuture<Void> storing;

		private Place(SessionKey key) {
			this.key = key;
		}

		/** Completes when its turn comes. */
		CompletableFuture<Void> turn() {
			return this.turn;
		}

		/** Its answer is whole, and is being stored until this completes. */
		void storing(CompletableFuture<Void> end) {
			synchronized (SessionOrder.this) {
				this.storing = end;
			}
		}

		/** Leaves; then the next one has its turn. */
		@Override
		public void close() {
			leave(this);
		}

	}

}
