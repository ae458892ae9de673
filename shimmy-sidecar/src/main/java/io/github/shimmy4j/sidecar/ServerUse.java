package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;

/**
 * The right to have one generation running on a ready server. While it is held, the
 * server is not stopped for being idle, and one of its slots is taken; so it must be
 * closed when the <em>server</em> is done, which may be later than its caller is.
 * <p>
 * A server that reads a prompt may be too busy to answer {@code /health}, which is not
 * held against it. A use counts as reading for {@link UseOptions#firstTokenTimeout()}
 * after it was granted, or for as long as {@link #reading} says, and not after
 * {@link #progressed}. After that a server that does not answer {@code /health} is taken
 * for hung and killed, except one that never answers it while it generates.
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
	 * Tells the sidecar that the server reads the prompt.
	 * @param atMost how long the server may be silent from now on
	 */
	default void reading(Duration atMost) {
	}

	/**
	 * Tells the sidecar that the answer grew by some tokens. Cheap: it may be called for
	 * each.
	 */
	default void progressed() {
	}

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
