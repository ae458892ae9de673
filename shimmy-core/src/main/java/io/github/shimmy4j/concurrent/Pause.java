package io.github.shimmy4j.concurrent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The wait between two polls. */
@FunctionalInterface
public interface Pause {

	/** Sleeps. */
	Pause SLEEP = (duration) -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

	/**
	 * Lets time pass.
	 * @param duration how long
	 * @throws InterruptedException if the thread was interrupted
	 */
	void await(Duration duration) throws InterruptedException;

}
