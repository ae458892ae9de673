package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyErrorCode.Stage;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * Decides whether and when a server is started again after a failure. The first restart
 * is immediate; later ones wait 1 s, doubling to 60 s, each varied by a fifth so that
 * many sidecars do not restart together. Restarts are counted within a time window.
 * <p>
 * A model that never served is not started again if a new start would meet the same
 * failure. If it has served, the failure is new: its file is being rewritten, or the disk
 * is full for the moment. Such an obstacle does not count as a restart, and is retried
 * until it is gone.
 */
final class RestartPolicy {

	private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

	private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

	private static final double JITTER = 0.2;

	/** Exit status for arguments that a program rejects, as of clap in shimmy. */
	private static final int USAGE = 2;

	/** Exit status of a Rust panic; before readiness the next start would panic again. */
	private static final int PANIC = 101;

	private final int maxRestarts;

	private final Duration window;

	private final DoubleSupplier random;

	private final LongSupplier nanoTime;

	/** Times of the restarts that count, oldest first. */
	private final Deque<Long> counted = new ArrayDeque<>();

	/** Whether the model was ready, and no other has served since. */
	private boolean everReady;

	/** Obstacles since the model was last ready. */
	private int obstacles;

	RestartPolicy(int maxRestarts, Duration window, DoubleSupplier random, LongSupplier nanoTime) {
		this.maxRestarts = maxRestarts;
		this.window = window;
		this.random = random;
		this.nanoTime = nanoTime;
	}

	/** A requested start, not a restart, begins; its model may have served before. */
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

	/** Restarts within the window. */
	int count() {
		long now = this.nanoTime.getAsLong();
		return (int) this.counted.stream().filter((time) -> now - time <= this.window.toNanos()).count();
	}

	/**
	 * A launch failed or its server ended. Decides what follows, and counts the restart
	 * or the obstacle.
	 */
	Decision failed(ShimmyException failure) {
		Decision decision = decide(failure, this.everReady, count(), this.obstacles);
		if (decision instanceof Restart restart && restart.counts()) {
			long now = this.nanoTime.getAsLong();
			this.counted.removeIf((time) -> now - time > this.window.toNanos());
			this.counted.addLast(now);
		}
		else if (decision instanceof Restart) {
			this.obstacles++;
		}
		return decision;
	}

	/** The rule, without the history: restarts are those within the window. */
	Decision decide(ShimmyException failure, boolean everReady, int restarts, int obstacles) {
		if (isPermanent(failure, everReady)) {
			return new GiveUp(failure);
		}
		if (everReady && failure.code().stage() == Stage.PREPARATION) {
			return (this.maxRestarts == 0) ? new GiveUp(failure) : new Restart(delay(obstacles + 1), false);
		}
		if (restarts >= this.maxRestarts) {
			return new GiveUp(
					new ShimmyException(ShimmyErrorCode.CRASH_LOOP,
							"Starting failed or the server ended %d times within %s; the last time: %s"
								.formatted(restarts + 1, this.window, failure.getMessage()),
							failure, failure.exitStatus(), failure.outputTail()));
		}
		return new Restart(delay(restarts), true);
	}

	/** Whether a new start would meet the same failure. */
	static boolean isPermanent(ShimmyException failure, boolean everReady) {
		return switch (failure.code().stage()) {
			case REQUEST -> true;
			case PREPARATION -> !everReady;
			// The machine may be busy; but a server that never worked is not retried for
			// minutes.
			case START -> !everReady && (failure.code() != ShimmyErrorCode.START_FAILED || isHopeless(failure));
			case ANSWER -> false;
		};
	}

	private static boolean isHopeless(ShimmyException failure) {
		Integer exitStatus = failure.exitStatus();
		return exitStatus != null && (exitStatus == USAGE || exitStatus == PANIC);
	}

	private Duration delay(int before) {
		if (before == 0) {
			return Duration.ZERO;
		}
		long doubled = FIRST_DELAY.toMillis() << Math.min(before - 1, Long.SIZE / 2);
		double factor = 1 + JITTER * (2 * this.random.getAsDouble() - 1);
		return Duration.ofMillis(Math.round(Math.min(doubled, LONGEST_DELAY.toMillis()) * factor));
	}

	/** What to do after a failure. */
	sealed interface Decision {

	}

	/**
	 * Start again.
	 *
	 * @param delay wait before the start
	 * @param counts whether it counts against the allowed restarts
	 */
	record Restart(Duration delay, boolean counts) implements Decision {
	}

	/** Move to FAILED. */
	record GiveUp(ShimmyException reason) implements Decision {
	}

}
