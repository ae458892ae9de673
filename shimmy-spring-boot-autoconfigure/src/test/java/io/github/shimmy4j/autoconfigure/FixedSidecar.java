package io.github.shimmy4j.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarListener;
import io.github.shimmy4j.sidecar.SidecarSnapshot;

/** A sidecar that is in whatever state a test puts it. */
public final class FixedSidecar implements ShimmySidecar {

	private final List<SidecarListener> listeners = new CopyOnWriteArrayList<>();

	private volatile SidecarSnapshot snapshot;

	private volatile boolean closed;

	public FixedSidecar(SidecarSnapshot snapshot) {
		this.snapshot = snapshot;
	}

	/** Sets another state without an event. */
	public void become(SidecarSnapshot snapshot) {
		this.snapshot = snapshot;
	}

	/** Tells all listeners, on this thread. */
	public void emit(SidecarEvent event) {
		this.listeners.forEach((listener) -> listener.onEvent(event));
	}

	@Override
	public SidecarSnapshot snapshot() {
		return this.snapshot;
	}

	@Override
	public Runnable addListener(SidecarListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> start() {
		return CompletableFuture.completedFuture(this.snapshot);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> startNow() {
		return start();
	}

	@Override
	public CompletableFuture<SidecarSnapshot> whenReady() {
		return start();
	}

	@Override
	public void forgetStop() {
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
	public void abandonSwitch() {
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		return CompletableFuture
			.failedFuture(new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "There is no server behind it"));
	}

	@Override
	public SidecarSnapshot ensureReady(Duration timeout) {
		return this.snapshot;
	}

	@Override
	public CompletableFuture<SidecarSnapshot> stop() {
		return start();
	}

	@Override
	public int port() {
		throw new UnsupportedOperationException();
	}

	@Override
	public ServerEndpoint endpoint() {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<String> outputTail() {
		return List.of();
	}

	@Override
	public List<PhaseChange> phaseChanges() {
		return List.of();
	}

	@Override
	public void close() {
		this.closed = true;
	}

	public boolean isClosed() {
		return this.closed;
	}

	/** Whether there is a listener. */
	public boolean hasListeners() {
		return !this.listeners.isEmpty();
	}

}
