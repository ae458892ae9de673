package io.github.shimmy4j.gateway.session;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import io.github.shimmy4j.gateway.session.SessionOrder.Place;
import io.github.shimmy4j.gateway.session.SessionStore.Lease;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The use of a session by one request, from its arrival to the end of its answer. The
 * store is called on worker threads, one call at a time. The next request has its turn
 * once the answer of this one is stored.
 */
final class SessionTurn implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(SessionTurn.class);

	private final SessionKey key;

	private final Place place;

	private final SessionStore store;

	private final Scheduler workers;

	private final Object end = new Object();

	/** Written and read with the monitor of this turn. */
	private @Nullable Lease lease;

	/** Null until the turn has come. */
	private volatile @Nullable Session session;

	/** Null until the answer is whole. Guarded by {@link #end}. */
	private @Nullable CompletableFuture<Void> storing;

	/** Written under {@link #end}. */
	private volatile boolean closed;

	SessionTurn(SessionKey key, Place place, SessionStore store) {
		this(key, place, store, Schedulers.boundedElastic());
	}

	/**
	 * Waits for nothing yet.
	 * @param key name of the session
	 * @param place the place in its order
	 * @param store keeps the session
	 * @param workers threads that may block
	 */
	SessionTurn(SessionKey key, Place place, SessionStore store, Scheduler workers) {
		this.key = key;
		this.place = place;
		this.store = store;
		this.workers = workers;
	}

	/** Name of the session. */
	SessionKey key() {
		return this.key;
	}

	/** Waits for the earlier requests of the session. It does not expire meanwhile. */
	Mono<Void> begun() {
		Mono<Void> turn = this.place.turn().isDone() ? Mono.empty()
				: Mono.fromCallable(this::opened)
					.subscribeOn(this.workers)
					.then(Mono.fromFuture(this.place.turn(), true));
		// Opened anew: the session may have been removed and begun again.
		return turn.then(Mono.fromCallable(this::opened).subscribeOn(this.workers))
			.doOnNext((opened) -> this.session = opened)
			.then();
	}

	/** The session as it was when the turn came. */
	Session session() {
		return Objects.requireNonNull(this.session, "the turn has not begun");
	}

	private synchronized Session opened() {
		if (this.closed) {
			// The client has left, so nobody receives this.
			return Session.begun(this.key, Instant.EPOCH);
		}
		Lease before = this.lease;
		Lease opened = this.store.open(this.key);
		this.lease = opened;
		if (before != null) {
			before.close();
		}
		return opened.session();
	}

	/**
	 * The answer is whole. Nothing is stored if the client has left before.
	 * @param next makes the session after this turn
	 */
	void answered(Supplier<Session> next) {
		CompletableFuture<Void> stored = new CompletableFuture<>();
		synchronized (this.end) {
			if (this.closed || this.storing != null) {
				return;
			}
			this.storing = stored;
		}
		this.place.storing(stored);
		work(() -> {
			try {
				store(next);
			}
			finally {
				stored.complete(null);
			}
		});
	}

	/**
	 * Runs on this thread if no worker takes it: without its end, no later request of the
	 * session would be answered.
	 */
	private void work(Runnable task) {
		try {
			this.workers.schedule(task);
		}
		catch (RejectedExecutionException ex) {
			task.run();
		}
	}

	private synchronized void store(Supplier<Session> next) {
		try {
			if (this.lease != null) {
				this.lease.store(next.get());
			}
		}
		catch (RuntimeException ex) {
			// The client has its answer already.
			logger.error("A turn of the session '%s' could not be stored".formatted(this.key.id()), ex);
		}
	}

	@Override
	public void close() {
		CompletableFuture<Void> last;
		synchronized (this.end) {
			this.closed = true;
			last = this.storing;
		}
		if (last != null) {
			last.whenComplete((done, failure) -> work(this::release));
		}
		else {
			work(this::release);
		}
	}

	private synchronized void release() {
		try {
			if (this.lease != null) {
				this.lease.close();
			}
		}
		catch (RuntimeException ex) {
			logger.error("The session '%s' could not be released".formatted(this.key.id()), ex);
		}
		finally {
			this.lease = null;
			this.place.close();
		}
	}

}
