package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;

/** Where requests go, and who wants to know how they went. */
interface EndpointSource {

	/**
	 * The server of this moment, waiting for one that is on its way.
	 * @return completes with the endpoint, or exceptionally with a
	 * {@link ShimmyException}
	 */
	CompletableFuture<ServerEndpoint> ready();

	/** End of what the server wrote to its standard streams; empty where nobody knows. */
	List<String> outputTail();

	/** A generation was whole. */
	void succeeded();

	/** A generation failed by the server's fault. */
	void failed(ShimmyException failure);

}
