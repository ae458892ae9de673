package io.github.shimmy4j.autoconfigure.health;

import io.github.shimmy4j.autoconfigure.report.SidecarDetails;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Reports the sidecar's snapshot. Sends no request, so it may be polled often. */
final class ShimmyHealthIndicator implements HealthIndicator {

	private final ShimmySidecar sidecar;

	private final @Nullable StartDecision decision;

	ShimmyHealthIndicator(ShimmySidecar sidecar, @Nullable StartDecision decision) {
		this.sidecar = sidecar;
		this.decision = decision;
	}

	@Override
	public Health health() {
		SidecarSnapshot snapshot = this.sidecar.snapshot();
		return Health.status(status(snapshot)).withDetails(SidecarDetails.of(snapshot, this.decision)).build();
	}

	private static Status status(SidecarSnapshot snapshot) {
		return switch (snapshot.phase()) {
			case READY -> (snapshot.lastGenerationFailure() == null) ? Status.UP : Status.DOWN;
			case STARTING, BACKING_OFF, STOPPING -> Status.OUT_OF_SERVICE;
			case FAILED -> Status.DOWN;
			case STOPPED, CLOSED -> Status.UNKNOWN;
		};
	}

}
