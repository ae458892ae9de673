package io.github.shimmy4j.autoconfigure.metrics;

import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.autoconfigure.sidecar.SidecarCounts;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of one sidecar: {@code shimmy.sidecar.phase} (1 for the current phase, 0 for the
 * others), {@code shimmy.sidecar.restarts}, {@code shimmy.sidecar.failures} and
 * {@code shimmy.sidecar.startup} (spawn to first token). Their tag {@code purpose} says
 * what the sidecar is for.
 */
final class SidecarMetrics implements MeterBinder {

	private static final String PREFIX = "shimmy.sidecar.";

	private final Tags tags;

	private final ShimmySidecar sidecar;

	private final SidecarCounts counts;

	SidecarMetrics(String purpose, ShimmySidecar sidecar, SidecarCounts counts) {
		this.tags = Tags.of("purpose", purpose);
		this.sidecar = sidecar;
		this.counts = counts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (Phase phase : Phase.values()) {
			Gauge.builder(PREFIX + "phase", this.sidecar, (observed) -> (observed.snapshot().phase() == phase) ? 1 : 0)
				.description("Whether the sidecar is in this phase")
				.tags(this.tags)
				.tag("phase", phase.name())
				.register(registry);
		}
		FunctionCounter.builder(PREFIX + "restarts", this.counts, SidecarCounts::restarts)
			.description("Restarts of a server that ended by itself")
			.tags(this.tags)
			.register(registry);
		FunctionCounter.builder(PREFIX + "failures", this.counts, SidecarCounts::failures)
			.description("Number of times that the sidecar gave up")
			.tags(this.tags)
			.register(registry);
		FunctionTimer
			.builder(PREFIX + "startup", this.counts, SidecarCounts::startups,
					(counts) -> counts.startupTime().toNanos(), TimeUnit.NANOSECONDS)
			.description("Time from the spawn of the server to its first token")
			.tags(this.tags)
			.register(registry);
	}

}
