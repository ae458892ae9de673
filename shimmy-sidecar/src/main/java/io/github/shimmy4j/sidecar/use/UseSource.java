package io.github.shimmy4j.sidecar.use;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;

/** Where a server comes from: our own sidecar, or one that somebody else runs. */
public interface UseSource {

	/**
	 * A use of the server, once it is ready and one of its slots is free.
	 * @return completes with the use, to be closed, or exceptionally with a
	 * {@link ShimmyException}; completing it otherwise gives up the wait
	 */
	CompletableFuture<ServerUse> use();

	/**
	 * How to talk to the server of a use, with the name of the model that users see.
	 * @param use a use of this source
	 * @return the endpoint
	 */
	default ServerEndpoint endpoint(ServerUse use) {
		return use.endpoint();
	}

	/**
	 * Why those who wait have to.
	 * @return a clause, such as "2 calls are under way and 1 wait"
	 */
	String queue();

	/**
	 * How long after a connection broke the news may come that the server is gone.
	 * @return zero where nobody brings such news
	 */
	Duration lossNotice();

	/**
	 * End of what the server wrote to its standard streams.
	 * @return the last lines, oldest first; empty where nobody reads them
	 */
	List<String> outputTail();

}
