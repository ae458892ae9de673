package io.github.shimmy4j.sidecar.supervision;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.machine.ReadyWatch;

/** A use that posts its outcome to the state machine. */
final class PostedUse implements ServerUse {

	private final int launch;

	private final ServerEndpoint endpoint;

	private final CompletableFuture<ShimmyException> lost;

	private final Mailbox mailbox;

	private final ReadyWatch watch;

	private final AtomicBoolean closed = new AtomicBoolean();

	PostedUse(int launch, ServerEndpoint endpoint, CompletableFuture<ShimmyException> lost, Mailbox mailbox,
			ReadyWatch watch) {
		this.launch = launch;
		this.endpoint = endpoint;
		this.lost = lost;
		this.mailbox = mailbox;
		this.watch = watch;
	}

	@Override
	public ServerEndpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public CompletableFuture<ShimmyException> lost() {
		return this.lost.copy();
	}

	@Override
	public void reading(Duration atMost) {
		this.watch.progress().reading(this.launch, this, atMost);
	}

	@Override
	public void progressed() {
		if (this.watch.progress().grew(this.launch, this)) {
			this.mailbox.post(() -> this.watch.generationProgressed(this.launch));
		}
	}

	@Override
	public void succeeded() {
		this.mailbox.post(() -> this.watch.generationSucceeded(this.launch));
	}

	@Override
	public void failed(ShimmyException failure) {
		this.mailbox.post(() -> this.watch.generationFailed(this.launch, failure, this));
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.watch.progress().end(this);
			this.mailbox.post(() -> this.watch.useEnded(this.launch));
		}
	}

}
