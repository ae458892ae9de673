package io.github.shimmy4j.autoconfigure.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import org.jspecify.annotations.Nullable;

/**
 * Those who use a server that nobody here supervises, and those who wait for it in the
 * order in which they came. Whoever has given up is passed over.
 */
final class Turns {

	/** As many as wait for a sidecar. */
	static final int MAX_WAITING = 256;

	private final Deque<Waiting> queue = new ArrayDeque<>();

	private int inFlight;

	/**
	 * Lets somebody wait, or have the server at once.
	 * @param endpoint the server
	 * @param limit how many may use it at once
	 * @param waiter completed with the use, or exceptionally
	 */
	void enter(ServerEndpoint endpoint, int limit, CompletableFuture<ServerUse> waiter) {
		boolean refused;
		synchronized (this) {
			refused = waiting() >= MAX_WAITING;
			if (!refused) {
				this.queue.addLast(new Waiting(endpoint, limit, waiter));
			}
		}
		if (refused) {
			waiter.completeExceptionally(new ShimmyException(ShimmyErrorCode.OVERLOADED,
					"%d calls wait for the server already".formatted(MAX_WAITING)));
		}
		admit();
	}

	private void admit() {
		for (Waiting next = next(); next != null; next = next()) {
			if (!next.waiter().complete(new UnsupervisedUse(next.endpoint(), this::leave))) {
				synchronized (this) {
					this.inFlight--;
				}
			}
		}
	}

	/** Whoever waits is told outside of the lock: it may do anything then. */
	private synchronized @Nullable Waiting next() {
		Waiting first = this.queue.peekFirst();
		if (first == null || this.inFlight >= first.limit()) {
			return null;
		}
		this.inFlight++;
		return this.queue.removeFirst();
	}

	private void leave() {
		synchronized (this) {
			this.inFlight--;
		}
		admit();
	}

	synchronized int inFlight() {
		return this.inFlight;
	}

	synchronized int waiting() {
		this.queue.removeIf((waiting) -> waiting.waiter().isDone());
		return this.queue.size();
	}

	private record Waiting(ServerEndpoint endpoint, int limit, CompletableFuture<ServerUse> waiter) {
	}

}
