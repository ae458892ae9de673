package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;

/** A use of the server, whose end is the end of a turn. */
final class FairUse implements ServerUse {

	final QueuedRequest request;

	private final ServerUse use;

	/** Some servers make a new future for each call. */
	final CompletableFuture<ShimmyException> lost;

	private final Consumer<FairUse> closed;

	FairUse(QueuedRequest request, ServerUse use, Consumer<FairUse> closed) {
		this.request = request;
		this.use = use;
		this.lost = use.lost();
		this.closed = closed;
	}

	@Override
	public ServerEndpoint endpoint() {
		return this.use.endpoint();
	}

	@Override
	public CompletableFuture<ShimmyException> lost() {
		return this.lost;
	}

	@Override
	public void reading(Duration atMost) {
		this.use.reading(atMost);
	}

	@Override
	public void progressed() {
		this.use.progressed();
	}

	@Override
	public void succeeded() {
		this.use.succeeded();
	}

	@Override
	public void failed(ShimmyException failure) {
		this.use.failed(failure);
	}

	/** The slot is free before the next turn begins. */
	@Override
	public void close() {
		try {
			this.use.close();
		}
		finally {
			this.closed.accept(this);
		}
	}

}
