package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.github.shimmy4j.failure.ShimmyException;

/**
 * Whether what ended is started again, by what came of it since somebody asked for a
 * start. Restarts are counted within a window of monotonic time.
 */
final class Restarts {

	private final RestartPolicy policy;

	private final Duration window;

	private final LongSupplier nanoTime;

	/** When each restart was, oldest first. */
	private final Deque<Long> counted = new ArrayDeque<>();

	private boolean everReady;

	/** How often an obstacle was met since the model was last ready. */
	private int obstacles;

	Restarts(RestartPolicy policy, Duration window, LongSupplier nanoTime) {
		this.policy = policy;
		this.window = window;
		this.nanoTime = nanoTime;
	}

	/**
	 * A start that somebody asked for, as against a restart.
	 * @param served whether its model has served before
	 */
	void begin(boolean served) {
		this.everReady = served;
		this.counted.clear();
		this.obstacles = 0;
	}

	/** The model is ready. */
	void served() {
		this.everReady = true;
		this.obstacles = 0;
	}

	/** What ends the start of a model that never served; starters can act on it. */
	static Optional<ShimmyException> newsForStarters(ShimmyException failure) {
		return Optional.of(failure).filter((known) -> RestartPolicy.isPermanent(known, false));
	}

	/** Decides after a failure; a restart that counts does so from then on. */
	RestartPolicy.Decision decide(ShimmyException failure) {
		RestartPolicy.Decision decision = this.policy.decide(failure, this.everReady, count(), this.obstacles);
		if (decision instanceof RestartPolicy.Restart restart) {
			if (restart.counts()) {
				this.counted.addLast(this.nanoTime.getAsLong());
			}
			else {
				this.obstacles++;
			}
		}
		return decision;
	}

	/** Restarts within the window. */
	int count() {
		long now = this.nanoTime.getAsLong();
		while (!this.counted.isEmpty() && now - this.counted.getFirst() > this.window.toNanos()) {
			this.counted.removeFirst();
		}
		return this.counted.size();
	}

}
