package io.github.shimmy4j.transfer;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Time limits of HTTP exchanges, and the clock that they are measured with. */
final class WebLimits {

	/**
	 * Fewer bytes within the stall timeout count as silence. Without this a server that
	 * sends single bytes could block a transfer, and all who wait for it, for years.
	 */
	static final int MIN_BYTES = 1 << 10;

	/** That of huggingface_hub: enough for a slow network. */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

	/** Lets the waiting caller time out first: its failure message is the better one. */
	private static final Duration READ_MARGIN = Duration.ofSeconds(1);

	private final Duration connect;

	private final Duration stall;

	private final LongSupplier nanoTime;

	WebLimits(Duration connect, Duration stall, LongSupplier nanoTime) {
		this.connect = connect;
		this.stall = stall;
		this.nanoTime = nanoTime;
	}

	static WebLimits defaults() {
		return new WebLimits(CONNECT_TIMEOUT, STALL_TIMEOUT, System::nanoTime);
	}

	/** Longest wait for a connection. */
	Duration connect() {
		return this.connect;
	}

	/** Longest wait for an answer, including the connection. */
	Duration answer() {
		return this.connect.plus(this.stall);
	}

	/** Longest blocking read of the thread that reads ahead. */
	Duration read() {
		return answer().plus(READ_MARGIN);
	}

	/** Longest silence, and longest wait for {@link #MIN_BYTES}. */
	Duration stall() {
		return this.stall;
	}

	long nanoTime() {
		return this.nanoTime.getAsLong();
	}

}
