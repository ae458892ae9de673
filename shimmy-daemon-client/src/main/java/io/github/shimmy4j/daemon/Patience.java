package io.github.shimmy4j.daemon;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The wait for a daemon that starts or ends. It is over when nothing was written to the
 * daemon's logs for the longest silence; a daemon that reports its work may take longer,
 * but not for ever.
 */
final class Patience {

	/** A daemon that works and is never ready writes to its log all the time. */
	private static final int LONGEST_IN_SILENCES = 10;

	private final DaemonLogs logs;

	private final StateWatch watch;

	private final Duration silence;

	private final LongSupplier nanoTime;

	private final long began;

	private long lastSize;

	private long lastGrowth;

	/** A wait that begins now; the time is in nanoseconds. */
	Patience(DaemonLogs logs, StateWatch watch, Duration silence, LongSupplier nanoTime) {
		this.logs = logs;
		this.watch = watch;
		this.silence = silence;
		this.nanoTime = nanoTime;
		this.lastSize = logs.size();
		this.began = nanoTime.getAsLong();
		this.lastGrowth = this.began;
	}

	/** Whether the daemon was silent for too long, or takes too long in all. */
	boolean isOver() {
		long size = this.logs.size();
		if (size != this.lastSize) {
			this.lastSize = size;
			this.lastGrowth = this.nanoTime.getAsLong();
		}
		return left().isNegative() || left().isZero();
	}

	private Duration left() {
		Duration untilSilent = this.silence.minusNanos(this.nanoTime.getAsLong() - this.lastGrowth);
		Duration untilEnd = longest().minusNanos(this.nanoTime.getAsLong() - this.began);
		return (untilSilent.compareTo(untilEnd) < 0) ? untilSilent : untilEnd;
	}

	private Duration longest() {
		return this.silence.multipliedBy(LONGEST_IN_SILENCES);
	}

	/** A clause about the daemon that says why the wait is over. */
	String reason() {
		return (this.nanoTime.getAsLong() - this.began < longest().toNanos())
				? "wrote nothing for %d ms".formatted(this.silence.toMillis())
				: "was not ready after %d ms".formatted(longest().toMillis());
	}

	/**
	 * Waits for a change, or a moment.
	 * @throws InterruptedException if the thread was interrupted
	 */
	void await() throws InterruptedException {
		this.watch.await(left());
	}

}
