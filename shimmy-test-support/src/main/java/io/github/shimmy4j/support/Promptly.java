package io.github.shimmy4j.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what is promised within a short time. Only time in which the test itself ran
 * counts: a machine that stands still for seconds breaks no promise.
 */
public final class Promptly {

	private static final long POLL_NANOS = 5_000_000;

	/** The part of the time between two looks that counts is at most this long. */
	private static final long LONGEST_STEP_NANOS = 100_000_000;

	private Promptly() {
	}

	/**
	 * Returns as soon as the condition holds.
	 * @param limit the promised time
	 * @param condition what is promised
	 * @param lastState described in the failure
	 */
	public static void holds(Duration limit, BooleanSupplier condition, Supplier<String> lastState) {
		long left = limit.toNanos();
		long looked = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (left < 0) {
				throw new AssertionError("not within " + limit + "; last state: " + lastState.get());
			}
			LockSupport.parkNanos(POLL_NANOS);
			long now = System.nanoTime();
			left -= Math.min(now - looked, LONGEST_STEP_NANOS);
			looked = now;
		}
	}

}
