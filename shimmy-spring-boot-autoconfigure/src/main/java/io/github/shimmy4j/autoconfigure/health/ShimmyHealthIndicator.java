package io.github.shimmy4j.autoconfigure.health;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Says of the sidecar what its snapshot says; asks nothing, so it may be polled often.
 */
final class ShimmyHealthIndicator implements HealthIndicator {

	private final ShimmySidecar sidecar;

	ShimmyHealthIndicator(ShimmySidecar sidecar) {
		this.sidecar = sidecar;
	}

	@Override
	public Health health() {
		SidecarSnapshot snapshot = this.sidecar.snapshot();
		GpuMode recommended = snapshot.recommendedAccelerator();
		Health.Builder health = Health.status(status(snapshot));
		health.withDetail("phase", snapshot.phase());
		health.withDetail("since", snapshot.since());
		withDetail(health, "pid", snapshot.pid());
		withDetail(health, "port", snapshot.port());
		withDetail(health, "server", snapshot.server());
		withDetail(health, "version", snapshot.version());
		health.withDetail("model", snapshot.model());
		health.withDetail("requestedAccelerator", snapshot.requestedAccelerator().id());
		withDetail(health, "recommendedAccelerator", (recommended != null) ? recommended.id() : null);
		withDetail(health, "acceleratorReason", snapshot.acceleratorReason());
		withDetail(health, "effectiveAccelerator", snapshot.effectiveAccelerator());
		health.withDetail("restarts", snapshot.restarts());
		withDetail(health, "lastGoodGeneration", snapshot.lastGoodGeneration());
		withFailure(health, "lastFailure", snapshot.lastFailure());
		withFailure(health, "lastGenerationFailure", snapshot.lastGenerationFailure());
		return health.build();
	}

	private static Status status(SidecarSnapshot snapshot) {
		return switch (snapshot.phase()) {
			case READY -> (snapshot.lastGenerationFailure() == null) ? Status.UP : Status.DOWN;
			case STARTING, BACKING_OFF, STOPPING -> Status.OUT_OF_SERVICE;
			case FAILED -> Status.DOWN;
			case STOPPED, CLOSED -> Status.UNKNOWN;
		};
	}

	private static void withDetail(Health.Builder health, String name, @Nullable Object value) {
		if (value != null) {
			health.withDetail(name, (value instanceof Number) ? value : value.toString());
		}
	}

	private static void withFailure(Health.Builder health, String name, @Nullable ShimmyException failure) {
		if (failure != null) {
			health.withDetail(name, FailureDetail.of(failure));
		}
	}

}
