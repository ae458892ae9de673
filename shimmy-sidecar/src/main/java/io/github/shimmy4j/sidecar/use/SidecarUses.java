package io.github.shimmy4j.sidecar.use;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;

/** Uses of our own sidecar. */
public final class SidecarUses implements UseSource {

	/** The end of a process is noticed in milliseconds, on a busy machine later. */
	private static final Duration LOSS_NOTICE = Duration.ofMillis(500);

	private final ShimmySidecar sidecar;

	/** Lends the slots of the given sidecar. */
	public SidecarUses(ShimmySidecar sidecar) {
		this.sidecar = sidecar;
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		return this.sidecar.use();
	}

	@Override
	public String queue() {
		SidecarSnapshot now = this.sidecar.snapshot();
		return "%d calls are under way and %d wait; the sidecar is %s".formatted(now.inFlight(), now.waiting(),
				now.activity());
	}

	@Override
	public Duration lossNotice() {
		return LOSS_NOTICE;
	}

	@Override
	public List<String> outputTail() {
		return this.sidecar.outputTail();
	}

}
