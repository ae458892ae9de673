package io.github.shimmy4j.autoconfigure.health;

import io.github.shimmy4j.autoconfigure.shared.DaemonStatus;
import io.github.shimmy4j.autoconfigure.shared.SharedDaemon;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Reports what the daemon says about its server. Asks it, and never starts it. */
final class DaemonHealthIndicator implements HealthIndicator {

	private final SharedDaemon daemon;

	DaemonHealthIndicator(SharedDaemon daemon) {
		this.daemon = daemon;
	}

	@Override
	public Health health() {
		DaemonStatus now = this.daemon.status();
		return Health.status(status(now)).withDetails(now.details()).build();
	}

	private static Status status(DaemonStatus now) {
		return switch (now.state()) {
			case OK -> Status.UP;
			case STARTING -> Status.OUT_OF_SERVICE;
			case DOWN -> Status.DOWN;
			case STOPPED, UNKNOWN -> Status.UNKNOWN;
		};
	}

}
