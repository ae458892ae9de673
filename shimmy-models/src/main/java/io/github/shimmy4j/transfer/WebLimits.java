package io.github.shimmy4j.transfer;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a server may be silent, or send next to nothing, until it is taken to have
 * forgotten us.
 */
final class WebLimits {

	/**
	 * No network in use is as slow as that within seconds; and whoever sends a byte now
	 * and then must not hold a transfer, and the turn of all who wait for it, for years.
	 */
	static final int LEAST_BYTES = 1 << 10;

	/**
	 * As huggingface_hub: long enough for a slow network, short enough to try elsewhere.
	 */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/** Silence after which the server, or what is between, has forgotten us. */
	private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * What the reading thread has beyond those who wait for it, whose words are better.
	 */
	private static final Duration LAST_RESORT = Duration.ofSeconds(1);

	private final Duration connect;

	private final Duration stall;

	private final LongSupplier nanoTime;

	/**
	 * Limits of every exchange.
	 * @param connect longest wait for a connection
	 * @param stall longest silence, and longest wait for {@link #LEAST_BYTES}
	 * @param nanoTime monotonic time in nanoseconds
	 */
	WebLimits(Duration connect, Duration stall, LongSupplier nanoTime) {
		this.connect = connect;
		this.stall = stall;
		this.nanoTime = nanoTime;
	}

	static WebLimits usual() {
		return new WebLimits(CONNECT_TIMEOUT, STALL_TIMEOUT, System::nanoTime);
	}

	Duration connect() {
		return this.connect;
	}

	/** Longest wait for an answer, with the connection. */
	Duration answer() {
		return this.connect.plus(this.stall);
	}

	/** A read that nobody waits for any more ends then at the latest. */
	Duration read() {
		return answer().plus(LAST_RESORT);
	}

	Duration stall() {
		return this.stall;
	}

	long nanoTime() {
		return this.nanoTime.getAsLong();
	}

}
