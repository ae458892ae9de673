package io.github.shimmy4j.binary;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Passes on only as much as a listener can use: once an interval, and the end. */
final class PacedReports implements InstallProgress {

	private final InstallProgress listener;

	private final Duration interval;

	private final LongSupplier nanoTime;

	private long lastNanos;

	PacedReports(InstallProgress listener, Duration interval, LongSupplier nanoTime) {
		this.listener = listener;
		this.interval = interval;
		this.nanoTime = nanoTime;
		this.lastNanos = nanoTime.getAsLong();
	}

	@Override
	public void progressed(BinaryInstall how, long done, long total, String detail) {
		long now = this.nanoTime.getAsLong();
		if (now - this.lastNanos >= this.interval.toNanos() || done == total) {
			this.lastNanos = now;
			this.listener.progressed(how, done, total, detail);
		}
	}

}
