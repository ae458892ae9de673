package io.github.shimmy4j.protocol.ollama;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The times of one answer, since Ollama's answers tell how long each part took. Made when
 * the server is about to get the request.
 */
public final class AnswerClock {

	private final InstantSource time;

	private final LongSupplier nanoTime;

	private final long arrived;

	private final long sent;

	/**
	 * Begins to measure.
	 * @param time the time of day
	 * @param nanoTime monotonic time in nanoseconds
	 * @param arrived value of {@code nanoTime} when the client's request arrived
	 */
	public AnswerClock(InstantSource time, LongSupplier nanoTime, long arrived) {
		this.time = Objects.requireNonNull(time, "time");
		this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
		this.arrived = arrived;
		this.sent = nanoTime.getAsLong();
	}

	Instant now() {
		return this.time.instant();
	}

	/** Monotonic time. */
	long nanos() {
		return this.nanoTime.getAsLong();
	}

	/** When the client's request arrived. */
	long arrived() {
		return this.arrived;
	}

	/** When the request was sent to the server. */
	long sent() {
		return this.sent;
	}

}
