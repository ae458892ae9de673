package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Counts restarts within a window of monotonic time. */
final class RestartHistory {

	private final Duration window;

	private final LongSupplier nanoTime;

	private final Deque<Long> restarts = new ArrayDeque<>();

	RestartHistory(Duration window, LongSupplier nanoTime) {
		this.window = window;
		this.nanoTime = nanoTime;
	}

	void add() {
		this.restarts.addLast(this.nanoTime.getAsLong());
	}

	void clear() {
		this.restarts.clear();
	}

	int count() {
		long now = this.nanoTime.getAsLong();
		while (!this.restarts.isEmpty() && now - this.restarts.getFirst() > this.window.toNanos()) {
			this.restarts.removeFirst();
		}
		return this.restarts.size();
	}

}
