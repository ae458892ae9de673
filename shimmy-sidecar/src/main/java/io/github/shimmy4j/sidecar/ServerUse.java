package io.github.shimmy4j.sidecar;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;

/**
 * The right to have one generation running on a ready server. While it is held, the
 * server is not stopped for being idle, and one of its slots is taken; so it must be
 * closed when the <em>server</em> is done, which may be later than its caller is.
 */
public interface ServerUse extends AutoCloseable {

	/**
	 * How to talk to the server. It stays the same, also when the server is gone.
	 * @return the endpoint
	 */
	ServerEndpoint endpoint();

	/**
	 * The end of the server during this use.
	 * @return completes, never exceptionally, with the reason; cancelling it has no
	 * effect
	 */
	CompletableFuture<ShimmyException> lost();

	/**
	 * Tells the sidecar that the answer grew by some tokens. Cheap: it may be called for
	 * each.
	 */
	void progressed();

	/** Tells the sidecar that the server gave a whole answer. */
	void succeeded();

	/**
	 * Tells the sidecar that the server failed to answer, by its own fault. A server that
	 * goes on failing is restarted.
	 * @param failure what was wrong
	 */
	void failed(ShimmyException failure);

	/** Frees the slot. Idempotent. */
	@Override
	void close();

}
