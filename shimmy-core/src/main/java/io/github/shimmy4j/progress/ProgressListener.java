package io.github.shimmy4j.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Is told how far something is that takes long. */
@FunctionalInterface
public interface ProgressListener {

	/** Listens to nothing. */
	ProgressListener NONE = (progress) -> {
	};

	/**
	 * Something was done, here or by another process that is waited for. Called by the
	 * thread that works, or waits; it goes on when this returns.
	 * @param progress how far it is
	 */
	void progressed(Progress progress);

	/**
	 * A listener that passes on to this one only as much as it can use.
	 * @param interval shortest time between two reports; the end is always reported
	 * @param nanoTime monotonic time in nanoseconds
	 * @return a listener for one thing that takes long
	 */
	default ProgressListener every(Duration interval, LongSupplier nanoTime) {
		return new PacedListener(this, interval, nanoTime);
	}

}
