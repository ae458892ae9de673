package io.github.shimmy4j.autoconfigure.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.context.event.EventListener;

/**
 * Meters of the sidecar: {@code shimmy.sidecar.phase} (1 for the current phase, 0 for the
 * others), {@code shimmy.sidecar.restarts}, {@code shimmy.sidecar.failures} and
 * {@code shimmy.sidecar.startup} (spawn to first token).
 */
final class SidecarMetrics implements MeterBinder {

	private static final String PREFIX = "shimmy.sidecar.";

	private final ShimmySidecar sidecar;

	private final LongAdder restarts = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private final LongAdder startups = new LongAdder();

	private final LongAdder startupNanos = new LongAdder();

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
		FunctionCounter.builder(PREFIX + "restarts", this.restarts, LongAdder::sum)
			.description("Restarts of a server that ended by itself")
			.register(registry);
		FunctionCounter.builder(PREFIX + "failures", this.failures, LongAdder::sum)
			.description("Number of times that the sidecar gave up")
			.register(registry);
		FunctionTimer
			.builder(PREFIX + "startup", this, (metrics) -> metrics.startups.sum(),
					(metrics) -> metrics.startupNanos.sum(), TimeUnit.NANOSECONDS)
			.description("Time from the spawn of the server to its first token")
			.register(registry);
	}

	/**
	 * The launch begins before there are meters, so this class counts, and it listens to
	 * application events, which are kept until all singletons exist.
	 */
	@EventListener
	void onEvent(SidecarEvent event) {
		if (event instanceof SidecarEvent.Ready ready) {
			this.startupNanos.add(ready.startup().toNanos());
			this.startups.increment();
		}
		else if (event instanceof SidecarEvent.Restarting) {
			this.restarts.increment();
		}
		else if (event instanceof SidecarEvent.Error) {
			this.failures.increment();
		}
	}

}
