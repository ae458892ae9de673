package io.github.shimmy4j.autoconfigure.metrics;

import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the sidecar: {@code shimmy.sidecar.phase} (1 for the present phase, 0 for the
 * others), {@code shimmy.sidecar.restarts}, {@code shimmy.sidecar.failures} and
 * {@code shimmy.sidecar.startup} (spawn to first token).
 */
final class SidecarMetrics implements MeterBinder {

	private static final String PREFIX = "shimmy.sidecar.";

	private final ShimmySidecar sidecar;

	SidecarMetrics(ShimmySidecar sidecar) {
		this.sidecar = sidecar;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (Phase phase : Phase.values()) {
			Gauge.builder(PREFIX + "phase", this.sidecar, (observed) -> (observed.snapshot().phase() == phase) ? 1 : 0)
				.description("Whether the sidecar is in this phase")
				.tag("phase", phase.name())
				.register(registry);
		}
		Counter restarts = Counter.builder(PREFIX + "restarts")
			.description("Restarts of a server that ended by itself")
			.register(registry);
		Counter failures = Counter.builder(PREFIX + "failures")
			.description("Times that the sidecar gave up")
			.register(registry);
		Timer startup = Timer.builder(PREFIX + "startup")
			.description("Time from the spawn of the server to its first token")
			.register(registry);
		this.sidecar.addListener((event) -> {
			if (event instanceof SidecarEvent.Ready ready) {
				startup.record(ready.startup());
			}
			else if (event instanceof SidecarEvent.Restarting) {
				restarts.increment();
			}
			else if (event instanceof SidecarEvent.Error) {
				failures.increment();
			}
		});
	}

}
