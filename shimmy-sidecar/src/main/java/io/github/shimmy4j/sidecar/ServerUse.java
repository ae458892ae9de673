package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;

/**
 * The right to run one generation on a ready server. It takes one of the server's slots,
 * and the server is not stopped for being idle while a use is open. Close it when the
 * <em>server</em> has finished, which may be later than the caller.
 * <p>
 * A server that reads a prompt may be too busy to answer {@code /health}, and is not
 * killed for that. A use counts as reading for {@link UseOptions#firstTokenTimeout()}
 * after it was granted, or for the time given to {@link #reading}, until
 * {@link #progressed} is called. Later, a server that does not answer {@code /health} is
 * killed as hung, unless its kind never answers {@code /health} while it generates.
 */
public interface ServerUse extends AutoCloseable {

	/**
	 * How to talk to the server.
	 * @return the endpoint; it stays the same, even when the server is gone
	 */
	ServerEndpoint endpoint();

	/**
	 * The end of the server.
	 * @return completes normally with the reason; the same future for all uses of this
	 * server, so callers must neither complete nor cancel it
	 */
	CompletableFuture<ShimmyException> lost();

	/**
	 * Tells the sidecar that the server is reading the prompt.
	 * @param atMost how long the server may be silent from now on
	 */
	default void reading(Duration atMost) {
	}

	/** Tells the sidecar that the answer grew. Cheap enough to be called per token. */
	default void progressed() {
	}

	/**
	 * Whether all that arrives shows that the server is at work, heartbeats included. The
	 * daemon watches its own server, and ends an answer in which that one is silent.
	 */
	default boolean heartbeatsCount() {
		return false;
	}

	/**
	 * Tells that the connection to the server broke, so that its end can be found out
	 * where nothing reports it.
	 */
	default void disconnected() {
	}

	/** Tells the sidecar that the answer was complete. */
	void succeeded();

	/**
	 * Tells the sidecar that the server failed to answer, by its own fault. The sidecar
	 * restarts a server that keeps failing.
	 * @param failure what was wrong
	 */
	void failed(ShimmyException failure);

	/** Frees the slot. Idempotent. */
	@Override
	void close();

}
