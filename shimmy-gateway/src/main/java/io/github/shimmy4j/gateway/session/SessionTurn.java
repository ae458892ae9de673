package io.github.shimmy4j.gateway.session;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.shimmy4j.gateway.session.SessionOrder.Place;
import io.github.shimmy4j.gateway.session.SessionStore.Lease;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
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

	private final Object end = new Object();

	/** Written and read with the monitor of this turn. */
	private @Nullable Lease lease;

	/** Null until the answer is whole. Guarded by {@link #end}. */
	private @Nullable CompletableFuture<Void> storing;

	/** Written under {@link #end}. */
	private volatile boolean closed;

	SessionTurn(SessionKey key, Place place, SessionStore store) {
		this.key = key;
		this.place = place;
		this.store = store;
	}

	/** Waits for the earlier requests of the session. It does not expire meanwhile. */
	Mono<Session> begun() {
		Mono<Void> turn = this.place.turn().isDone() ? Mono.empty()
				: Mono.fromCallable(this::opened)
					.subscribeOn(Schedulers.boundedElastic())
					.then(Mono.fromFuture(this.place.turn(), true));
		// Opened anew: the session may have been removed and begun again.
		return turn.then(Mono.fromCallable(this::opened).subscribeOn(Schedulers.boundedElastic()));
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
		Schedulers.boundedElastic().schedule(() -> {
			try {
				store(next);
			}
			finally {
				stored.complete(null);
			}
		});
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
			last.whenComplete((done, failure) -> Schedulers.boundedElastic().schedule(this::release));
		}
		else {
			Schedulers.boundedElastic().schedule(this::release);
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
