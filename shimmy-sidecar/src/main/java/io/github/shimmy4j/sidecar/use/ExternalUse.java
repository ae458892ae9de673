package io.github.shimmy4j.sidecar.use;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;

/** A use of a server that nobody here supervises. */
final class ExternalUse implements ServerUse {

	private final ServerEndpoint endpoint;

	private final Consumer<ExternalUse> ended;

	private final AtomicBoolean closed = new AtomicBoolean();

	private volatile boolean successful;

	ExternalUse(ServerEndpoint endpoint, Consumer<ExternalUse> ended) {
		this.endpoint = endpoint;
		this.ended = ended;
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
	public void succeeded() {
		this.successful = true;
	}

	@Override
	public void failed(ShimmyException failure) {
		this.successful = false;
	}

	boolean isSuccessful() {
		return this.successful;
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.ended.accept(this);
		}
	}

}
