package io.github.shimmy4j.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, and shows the last state if it does not become true. */
public final class Eventually {

	private static final long POLL_NANOS = 5_000_000;

	private Eventually() {
	}

	/**
	 * Returns as soon as the condition holds.
	 * @param limit the longest wait
	 * @param condition what is waited for
	 * @param lastState described in the failure
	 */
	public static void holds(Duration limit, BooleanSupplier condition, Supplier<String> lastState) {
		long deadline = System.nanoTime() + limit.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline > 0) {
				throw new AssertionError("not within " + limit + "; last state: " + lastState.get());
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

}
