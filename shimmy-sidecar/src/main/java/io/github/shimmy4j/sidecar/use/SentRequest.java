package io.github.shimmy4j.sidecar.use;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent, as its {@link Exchange} sees it. Implemented by the HTTP
 * client.
 */
public interface SentRequest {

	/** Releases the caller at once; the rest of the answer is read and discarded. */
	void abandon();

	/** Closes the connection. */
	void cancel();

	/**
	 * Whether the server stops working on this request when its connection is closed.
	 * @param server what the server can do
	 */
	default boolean isEndedByDisconnect(ServerCapabilities server) {
		return server.cancelsOnDisconnect();
	}

	/** Failure of the connection or of the answer, or null if there is none so far. */
	@Nullable ShimmyException failure();

	/** Whether no part of the request can have reached the server. */
	boolean isUnsent();

}
