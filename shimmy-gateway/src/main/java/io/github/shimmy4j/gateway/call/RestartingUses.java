package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.use.SidecarUses;
import io.github.shimmy4j.sidecar.use.UseSource;

/** Uses of a sidecar of the daemon, whose server is started again after a failure. */
public final class RestartingUses implements UseSource {

	private final SidecarUses uses;

	private final FailedServer failed;

	/**
	 * Starts nothing yet.
	 * @param sidecar the sidecar
	 * @param clock tells for how long its server has failed
	 */
	public RestartingUses(ShimmySidecar sidecar, InstantSource clock) {
		this.uses = new SidecarUses(sidecar);
		this.failed = new FailedServer(sidecar, clock);
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		// The use waits for the start.
		this.failed.startAgain();
		return this.uses.use();
	}

	@Override
	public String queue() {
		return this.uses.queue();
	}

	@Override
	public Duration lossNotice() {
		return this.uses.lossNotice();
	}

	@Override
	public List<String> outputTail() {
		return this.uses.outputTail();
	}

}
