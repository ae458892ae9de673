package io.github.shimmy4j.process;

import java.util.concurrent.CompletableFuture;

/** Sees to it that nothing is left of one process, with all that it started. */
interface Guard {

	/** To be called while the process still runs, before it is asked to end. */
	default void endIsNear() {
	}

	/**
	 * Kills the process, if it still runs, and all that it started. May be called several
	 * times.
	 * @return completes when all are gone, or were waited for long enough; never fails
	 */
	CompletableFuture<Void> end();

}
