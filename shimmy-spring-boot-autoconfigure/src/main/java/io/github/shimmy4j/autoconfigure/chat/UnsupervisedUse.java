package io.github.shimmy4j.autoconfigure.chat;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;

/**
 * A use of a server that nobody here supervises.
 *
 * @param endpoint how to talk to it
 */
record UnsupervisedUse(ServerEndpoint endpoint) implements ServerUse {

	@Override
	public CompletableFuture<ShimmyException> lost() {
		return new CompletableFuture<>();
	}

	@Override
	public void succeeded() {
		// Nobody wants to know.
	}

	@Override
	public void failed(ShimmyException failure) {
		// Nobody wants to know.
	}

	@Override
	public void close() {
		// It limits itself.
	}

}
