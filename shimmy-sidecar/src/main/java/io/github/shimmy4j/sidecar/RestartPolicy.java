package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Whether and when a server that ended is started again: at once the first time, then
 * after 1 s doubling to 60 s, each varied by a fifth so that many sidecars do not come
 * back together. Reasons that a new start would only meet again are never retried.
 *
 * @param maxRestarts restarts allowed within the window
 * @param window time in which they are counted
 * @param random numbers from 0 to 1
 */
record RestartPolicy(int maxRestarts, Duration window, DoubleSupplier random) {

	private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

	private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

	private static final double JITTER = 0.2;

	/**
	 * Status of a program that does not understand its arguments, shimmy's clap included.
	 */
	private static final int USAGE = 2;

	/** Status of a Rust program that panicked; before readiness it would panic again. */
	private static final int PANIC = 101;

	/**
	 * Decides after a failure.
	 * @param failure how the launch or the server ended
	 * @param everReady whether the model was ready since it was last asked for; a sleep
	 * between two calls does not count
	 * @param restarts restarts within the window so far
	 */
	Decision decide(ShimmyException failure, boolean everReady, int restarts) {
		if (isPermanent(failure, everReady)) {
			return new GiveUp(failure);
		}
		if (restarts >= this.maxRestarts) {
			return new GiveUp(new ShimmyException(
					ShimmyErrorCode.CRASH_LOOP, "The server ended %d times within %s; the last time: %s"
						.formatted(restarts + 1, this.window, failure.getMessage()),
					failure, failure.exitStatus(), failure.outputTail()));
		}
		return new Restart(delay(restarts));
	}

	private static boolean isPermanent(ShimmyException failure, boolean everReady) {
		return switch (failure.code()) {
			case START_FAILED -> isHopeless(failure.exitStatus());
			// The machine may be busy; but what never worked is not tried for minutes on
			// end.
			case START_TIMEOUT, HEALTHCHECK_FAILED -> !everReady;
			case SIDECAR_LOST, GENERATION_FAILED, GENERATION_TIMEOUT, ANSWER_TRUNCATED, INVALID_RESPONSE, OVERLOADED ->
				false;
			case INVALID_CONFIGURATION, BINARY_NOT_FOUND, BINARY_NOT_EXECUTABLE, BINARY_INCOMPATIBLE, MODEL_NOT_FOUND,
					NOT_A_MODEL, UNSUPPORTED_MODEL, CHECKSUM_MISMATCH, DOWNLOAD_FAILED, LICENSE_NOT_ACCEPTED,
					MODEL_IN_USE, INSTALL_FAILED, DIRECTORY_NOT_WRITABLE, DISK_FULL, PORT_IN_USE, CRASH_LOOP,
					NOT_RUNNING, NOT_READY, CONTEXT_EXCEEDED, UNSUPPORTED_REQUEST, REQUEST_REJECTED,
					AUTHENTICATION_FAILED, INTERNAL ->
				true;
		};
	}

	private static boolean isHopeless(@Nullable Integer exitStatus) {
		return exitStatus != null && (exitStatus == USAGE || exitStatus == PANIC);
	}

	private Duration delay(int restarts) {
		if (restarts == 0) {
			return Duration.ZERO;
		}
		long doubled = FIRST_DELAY.toMillis() << Math.min(restarts - 1, Long.SIZE / 2);
		double factor = 1 + JITTER * (2 * this.random.getAsDouble() - 1);
		return Duration.ofMillis(Math.round(Math.min(doubled, LONGEST_DELAY.toMillis()) * factor));
	}

	/** What to do. */
	sealed interface Decision {

	}

	/** Start again. */
	record Restart(Duration delay) implements Decision {
	}

	/** Fail for good. */
	record GiveUp(ShimmyException reason) implements Decision {
	}

}
