package io.github.shimmy4j.sidecar.use;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * How many slots of a server are taken, and who waits for one, in the order of arrival. A
 * waiter that has given up is skipped. Waiters are completed outside of the lock, because
 * whoever depends on them may do anything then.
 *
 * @param <T> what a waiter gets with its slot
 */
public final class SlotQueue<T> {

	/**
	 * Enough for a burst of callers; with more, the last would wait for minutes and still
	 * get nothing.
	 */
	public static final int MAX_WAITING = 256;

	private final Deque<CompletableFuture<T>> waiting = new ArrayDeque<>();

	private int inFlight;

	/**
	 * Lets somebody wait.
	 * @param waiter fails with OVERLOADED at once if too many wait already
	 */
	public void add(CompletableFuture<T> waiter) {
		if (!tryAdd(waiter)) {
			waiter.completeExceptionally(new ShimmyException(ShimmyErrorCode.OVERLOADED,
					"%d calls wait for the server already".formatted(MAX_WAITING)));
		}
	}

	private synchronized boolean tryAdd(CompletableFuture<T> waiter) {
		return waiting() < MAX_WAITING && this.waiting.add(waiter);
	}

	/**
	 * Gives a slot to each of those who wait, as long as there are any.
	 * @param limit how many slots may be taken at once
	 * @param granted makes what a waiter gets
	 */
	public void grant(int limit, Supplier<T> granted) {
		for (CompletableFuture<T> next = next(limit); next != null; next = next(limit)) {
			if (!next.complete(granted.get())) {
				release();
			}
		}
	}

	private synchronized @Nullable CompletableFuture<T> next(int limit) {
		CompletableFuture<T> next = (this.inFlight < limit) ? this.waiting.poll() : null;
		if (next != null) {
			this.inFlight++;
		}
		return next;
	}

	/** A slot is free again. */
	public synchronized void release() {
		this.inFlight--;
	}

	/** The server is gone, and with it all slots; those who wait go on waiting. */
	public synchronized void clear() {
		this.inFlight = 0;
	}

	/**
	 * Ends the wait of everybody.
	 * @param failure what they fail with
	 */
	public void fail(Throwable failure) {
		takeAll().forEach((waiter) -> waiter.completeExceptionally(failure));
	}

	private synchronized List<CompletableFuture<T>> takeAll() {
		List<CompletableFuture<T>> all = new ArrayList<>(this.waiting);
		this.waiting.clear();
		return all;
	}

	/**
	 * How many slots are taken.
	 * @return 0 or more
	 */
	public synchronized int inFlight() {
		return this.inFlight;
	}

	/**
	 * How many wait and have not given up.
	 * @return 0 or more
	 */
	public synchronized int waiting() {
		this.waiting.removeIf(CompletableFuture::isDone);
		return this.waiting.size();
	}

}
