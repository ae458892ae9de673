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
 * The taken slots of a server, and the callers that wait for one, in order of arrival.
 * Cancelled waiters are skipped. Waiters are completed outside of the lock, because their
 * dependents may run any code.
 *
 * @param <T> value that a waiter gets with its slot
 */
public final class SlotQueue<T> {

	/** Bounds the queue: a later caller would wait for minutes and then time out. */
	public static final int MAX_WAITING = 256;

	private final Deque<CompletableFuture<T>> waiting = new ArrayDeque<>();

	private int inFlight;

	/** Adds a waiter, which fails with OVERLOADED at once if the queue is full. */
	public void add(CompletableFuture<T> waiter) {
		if (!tryAdd(waiter)) {
			waiter.completeExceptionally(new ShimmyException(ShimmyErrorCode.OVERLOADED,
					"%d calls wait for the server already".formatted(MAX_WAITING)));
		}
	}

	private synchronized boolean tryAdd(CompletableFuture<T> waiter) {
		this.waiting.removeIf(CompletableFuture::isDone);
		return this.waiting.size() < MAX_WAITING && this.waiting.add(waiter);
	}

	/** Grants free slots to waiters, up to the limit of taken slots. */
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

	/** The server is gone with all its slots; waiters keep waiting. */
	public synchronized void clear() {
		this.inFlight = 0;
	}

	/** Fails all waiters. */
	public void fail(Throwable failure) {
		takeAll().forEach((waiter) -> waiter.completeExceptionally(failure));
	}

	private synchronized List<CompletableFuture<T>> takeAll() {
		List<CompletableFuture<T>> all = new ArrayList<>(this.waiting);
		this.waiting.clear();
		return all;
	}

	/** Number of taken slots. */
	public synchronized int inFlight() {
		return this.inFlight;
	}

	/** Number of waiters that were not cancelled. */
	public synchronized int waiting() {
		return (int) this.waiting.stream().filter((waiter) -> !waiter.isDone()).count();
	}

}
