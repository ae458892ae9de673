package io.github.shimmy4j.process;

import java.util.concurrent.CompletableFuture;

/** Makes sure that nothing is left of one process and all that it started. */
interface Guard {

	/** Called while the process still runs, before it is asked to end. */
	default void endIsNear() {
	}

	/**
	 * Kills the process, if it still runs, and all that it started. Idempotent. Completes
	 * when all are gone, or after a time limit; never exceptionally.
	 */
	CompletableFuture<Void> end();

}
