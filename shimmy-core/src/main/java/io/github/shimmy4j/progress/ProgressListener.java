package io.github.shimmy4j.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Receives the progress of downloads and builds. */
@FunctionalInterface
public interface ProgressListener {

	/** Ignores every progress. */
	ProgressListener NONE = (progress) -> {
	};

	/**
	 * Receives one progress, of this process or of another one that this process waits
	 * for. The calling thread is the one that works or waits, and continues when this
	 * method returns.
	 * @param progress how far the work is
	 */
	void progressed(Progress progress);

	/**
	 * Makes a listener that passes on at most one report per interval to this one.
	 * @param interval shortest time between two reports; the end is always reported
	 * @param nanoTime monotonic time in nanoseconds
	 * @return a listener for one download or build
	 */
	default ProgressListener every(Duration interval, LongSupplier nanoTime) {
		return new ProgressListener() {

			private long lastNanos = nanoTime.getAsLong();

			@Override
			public void progressed(Progress progress) {
				long now = nanoTime.getAsLong();
				if (now - this.lastNanos >= interval.toNanos() || progress.ended()) {
					this.lastNanos = now;
					ProgressListener.this.progressed(progress);
				}
			}

		};
	}

}
