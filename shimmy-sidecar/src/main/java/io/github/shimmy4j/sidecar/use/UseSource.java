package io.github.shimmy4j.sidecar.use;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerUse;

/** Grants uses of a server: of our own sidecar, or of one that shimmy4j does not run. */
public interface UseSource {

	/**
	 * Waits until the server is ready and one of its slots is free.
	 * @return completes with the use, to be closed, or exceptionally with a
	 * {@link ShimmyException}; cancelling it ends the wait
	 */
	CompletableFuture<ServerUse> use();

	/** State of the queue, as a clause such as "2 calls are under way and 1 wait". */
	String queue();

	/** Longest time from a broken connection to the report of a loss; 0 = none. */
	Duration lossNotice();

	/** The last lines of the server's output, oldest first; empty if it is not read. */
	List<String> outputTail();

}
