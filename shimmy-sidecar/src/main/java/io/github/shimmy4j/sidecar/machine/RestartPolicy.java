package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyErrorCode.Stage;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * Whether and when a server that ended is started again: at once the first time, then
 * after 1 s doubling to 60 s, each varied by a fifth so that many sidecars do not come
 * back together. A model that never served is not started again for reasons that a new
 * start would only meet again. One that has served is, since the reason is new: the
 * model's file is being rewritten, the disk is full for the moment. Such an obstacle is
 * no end of a server and does not count as one; it is looked at again until it is gone.
 */
final class RestartPolicy {

	private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

	private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

	private static final double JITTER = 0.2;

	/**
	 * Status of a program that does not understand its arguments, shimmy's clap included.
	 */
	private static final int USAGE = 2;

	/** Status of a Rust program that panicked; before readiness it would panic again. */
	private static final int PANIC = 101;

	private final int maxRestarts;

	private final Duration window;

	private final DoubleSupplier random;

	/**
	 * Allows a number of restarts.
	 * @param maxRestarts restarts allowed within the window
	 * @param window time in which they are counted
	 * @param random numbers from 0 to 1
	 */
	RestartPolicy(int maxRestarts, Duration window, DoubleSupplier random) {
		this.maxRestarts = maxRestarts;
		this.window = window;
		this.random = random;
	}

	/**
	 * Decides after a failure.
	 * @param failure how the launch or the server ended
	 * @param everReady whether the model was ready, and no other has served since
	 * @param restarts restarts within the window so far, not those after obstacles
	 * @param obstacles how often an obstacle was met since the model was last ready
	 */
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

	/** Whether a new start would only meet it again. */
	static boolean isPermanent(ShimmyException failure, boolean everReady) {
		return switch (failure.code().stage()) {
			case REQUEST -> true;
			case PREPARATION -> !everReady;
			// The machine may be busy; but what never worked is not tried for minutes on
			// end.
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

	/** What to do. */
	sealed interface Decision {

	}

	/**
	 * Start again.
	 *
	 * @param delay wait before the start
	 * @param counts whether it counts against the restarts that are allowed
	 */
	record Restart(Duration delay, boolean counts) implements Decision {
	}

	/** Fail for good. */
	record GiveUp(ShimmyException reason) implements Decision {
	}

}
