package io.github.shimmy4j.autoconfigure.chat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerUse;

/** Where requests go, and who wants to know how they went. */
interface EndpointSource {

	/**
	 * The server of this moment, waiting for one that is on its way and for its turn.
	 * @return completes with the use, to be closed, or exceptionally with a
	 * {@link ShimmyException}; completing it otherwise gives up the wait
	 */
	CompletableFuture<ServerUse> use();

	/** What those who wait are waiting for, as a clause. */
	String queue();

	/**
	 * How long after a connection broke the news may come that the server is gone; zero
	 * where nobody brings such news.
	 */
	Duration lossNotice();

	/** End of what the server wrote to its standard streams; empty where nobody knows. */
	List<String> outputTail();

}
