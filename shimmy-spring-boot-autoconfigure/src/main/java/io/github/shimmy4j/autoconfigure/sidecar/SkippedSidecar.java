package io.github.shimmy4j.autoconfigure.sidecar;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;

/** A sidecar that nobody can start, in a test that is to do without. */
final class SkippedSidecar extends LeasedSidecar {

	SkippedSidecar(ShimmySidecar sidecar, StartDecision decision) {
		super(sidecar, decision, null);
	}

	private ShimmyException refusal() {
		return new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The sidecar does not run: " + decision().reason());
	}

	@Override
	public CompletableFuture<SidecarSnapshot> start() {
		return CompletableFuture.failedFuture(refusal());
	}

	@Override
	public CompletableFuture<SidecarSnapshot> whenReady() {
		return start();
	}

	@Override
	public CompletableFuture<SidecarSnapshot> restart() {
		return start();
	}

	@Override
	public CompletableFuture<SidecarSnapshot> switchModel(ModelReference model) {
		return start();
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		return CompletableFuture.failedFuture(refusal());
	}

	@Override
	public SidecarSnapshot ensureReady(Duration timeout) {
		throw refusal();
	}

	@Override
	public int port() {
		throw refusal();
	}

	@Override
	public ServerEndpoint endpoint() {
		throw refusal();
	}

}
