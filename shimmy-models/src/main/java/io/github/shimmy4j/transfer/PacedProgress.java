package io.github.shimmy4j.transfer;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Passes on only as much as a listener can use: once an interval, and the last byte. */
final class PacedProgress implements TransferProgress {

	private final TransferProgress listener;

	private final Duration interval;

	private final LongSupplier nanoTime;

	private long lastNanos;

	PacedProgress(TransferProgress listener, Duration interval, LongSupplier nanoTime) {
		this.listener = listener;
		this.interval = interval;
		this.nanoTime = nanoTime;
		this.lastNanos = nanoTime.getAsLong();
	}

	@Override
	public void transferred(long transferredBytes, long totalBytes, String source) {
		long now = this.nanoTime.getAsLong();
		if (now - this.lastNanos >= this.interval.toNanos() || transferredBytes == totalBytes) {
			this.lastNanos = now;
			this.listener.transferred(transferredBytes, totalBytes, source);
		}
	}

}
