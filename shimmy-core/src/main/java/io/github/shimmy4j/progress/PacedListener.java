package io.github.shimmy4j.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Passes on at most one report per interval, and always the last one. */
final class PacedListener implements ProgressListener {

	private final ProgressListener listener;

	private final Duration interval;

	private final LongSupplier nanoTime;

	private long lastNanos;

	PacedListener(ProgressListener listener, Duration interval, LongSupplier nanoTime) {
		this.listener = listener;
		this.interval = interval;
		this.nanoTime = nanoTime;
		this.lastNanos = nanoTime.getAsLong();
	}

	@Override
	public void progressed(Progress progress) {
		long now = this.nanoTime.getAsLong();
		if (now - this.lastNanos >= this.interval.toNanos() || progress.ended()) {
			this.lastNanos = now;
			this.listener.progressed(progress);
		}
	}

}
