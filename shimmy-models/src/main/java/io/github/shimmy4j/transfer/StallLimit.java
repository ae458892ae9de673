package io.github.shimmy4j.transfer;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a server may be silent, or send next to nothing, until it is taken to have
 * forgotten us.
 *
 * @param window longest silence, and longest wait for {@link #LEAST_BYTES}
 * @param nanoTime monotonic time in nanoseconds
 */
record StallLimit(Duration window, LongSupplier nanoTime) {

	/**
	 * No network in use is as slow as that within seconds; and whoever sends a byte now
	 * and then must not hold a transfer, and the turn of all who wait for it, for years.
	 */
	static final int LEAST_BYTES = 1 << 10;

}
