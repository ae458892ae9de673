package io.github.shimmy4j.sidecar.use;

import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent, as its {@link Exchange} needs to know it. Implemented with an
 * HTTP client.
 */
public interface SentRequest {

	/** Releases the caller at once; the rest of the answer is received for nobody. */
	void abandon();

	/** Closes the connection. */
	void cancel();

	/**
	 * What went wrong with the connection or with the answer that came on it.
	 * @return the failure, or null if there was none so far
	 */
	@Nullable ShimmyException failure();

	/**
	 * Whether nothing of the request can have reached the server.
	 * @return true if there was no connection
	 */
	boolean isUnsent();

}
