package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;

/**
 * The server of a sidecar that has given it up. A daemon outlives the programs whose user
 * repairs the cause, so a later request starts it again.
 */
final class FailedServer {

	/**
	 * Time after a failure in which requests get its reason at once. Otherwise clients
	 * that repeat their requests keep a model loading that fails each time.
	 */
	private static final Duration REST = Duration.ofSeconds(10);

	private final ShimmySidecar sidecar;

	private final InstantSource clock;

	/**
	 * Starts nothing yet.
	 * @param sidecar the sidecar
	 * @param clock tells for how long its server has failed
	 */
	FailedServer(ShimmySidecar sidecar, InstantSource clock) {
		this.sidecar = sidecar;
		this.clock = clock;
	}

	/**
	 * Begins to start the server if it has failed, and not only just. Does not block.
	 * @return completes when the server is ready, or its start has failed; empty if
	 * nothing was started
	 */
	Optional<CompletableFuture<?>> startAgain() {
		SidecarSnapshot now = this.sidecar.snapshot();
		// Either side of the present: the system's clock may have been set back.
		boolean rests = Duration.between(now.since(), this.clock.instant()).abs().compareTo(REST) < 0;
		return (now.phase() == Phase.FAILED && !rests) ? Optional.of(this.sidecar.start()) : Optional.empty();
	}

}
