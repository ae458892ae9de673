package io.github.shimmy4j.autoconfigure.chat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;

/** A use of a server that nobody here supervises. */
final class UnsupervisedUse implements ServerUse {

	private final ServerEndpoint endpoint;

	private final Runnable leave;

	private final AtomicBoolean closed = new AtomicBoolean();

	UnsupervisedUse(ServerEndpoint endpoint, Runnable leave) {
		this.endpoint = endpoint;
		this.leave = leave;
	}

	@Override
	public ServerEndpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public CompletableFuture<ShimmyException> lost() {
		return new CompletableFuture<>();
	}

	@Override
	public void progressed() {
		// Nobody wants to know.
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
		if (this.closed.compareAndSet(false, true)) {
			this.leave.run();
		}
	}

}
