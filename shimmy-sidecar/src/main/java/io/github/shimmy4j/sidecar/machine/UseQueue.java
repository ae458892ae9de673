package io.github.shimmy4j.sidecar.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;

/**
 * Those who use the server, and those who wait for it in the order in which they came.
 * Whoever has given up is passed over.
 */
final class UseQueue {

	/**
	 * Enough for a burst of callers; with more, the last would wait for minutes and still
	 * get nothing.
	 */
	static final int MAX_WAITING = 256;

	private final Deque<CompletableFuture<Ready>> waiting = new ArrayDeque<>();

	private int inFlight;

	/**
	 * Lets somebody wait.
	 * @return false if there are too many already
	 */
	boolean add(CompletableFuture<Ready> waiter) {
		if (waiting() >= MAX_WAITING) {
			return false;
		}
		this.waiting.addLast(waiter);
		return true;
	}

	/** The server is gone; those who wait go on waiting. */
	void clear() {
		this.inFlight = 0;
	}

	/** Gives the server to as many as may have it. */
	void grant(int limit, Ready server) {
		while (this.inFlight < limit && !this.waiting.isEmpty()) {
			if (this.waiting.removeFirst().complete(server)) {
				this.inFlight++;
			}
		}
	}

	void ended() {
		this.inFlight--;
	}

	void fail(Throwable failure) {
		while (!this.waiting.isEmpty()) {
			this.waiting.removeFirst().completeExceptionally(failure);
		}
	}

	int inFlight() {
		return this.inFlight;
	}

	int waiting() {
		this.waiting.removeIf(CompletableFuture::isDone);
		return this.waiting.size();
	}

}
