package io.github.shimmy4j.daemon;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The wait for a daemon that starts or ends. It is over when nothing was written to the
 * daemon's logs for the longest silence; a daemon that reports its work may take longer.
 */
final class Patience {

	private final DaemonLogs logs;

	private final StateWatch watch;

	private final Duration silence;

	private final LongSupplier nanoTime;

	private long lastSize;

	private long lastGrowth;

	/** A wait that begins now; the time is in nanoseconds. */
	Patience(DaemonLogs logs, StateWatch watch, Duration silence, LongSupplier nanoTime) {
		this.logs = logs;
		this.watch = watch;
		this.silence = silence;
		this.nanoTime = nanoTime;
		this.lastSize = logs.size();
		this.lastGrowth = nanoTime.getAsLong();
	}

	/** Whether the daemon was silent for too long. */
	boolean isOver() {
		long size = this.logs.size();
		if (size != this.lastSize) {
			this.lastSize = size;
			this.lastGrowth = this.nanoTime.getAsLong();
		}
		return left().isNegative() || left().isZero();
	}

	private Duration left() {
		return this.silence.minusNanos(this.nanoTime.getAsLong() - this.lastGrowth);
	}

	/**
	 * Waits for a change, or a moment.
	 * @throws InterruptedException if the thread was interrupted
	 */
	void await() throws InterruptedException {
		this.watch.await(left());
	}

}
