package io.github.shimmy4j.autoconfigure.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

import io.github.shimmy4j.autoconfigure.shared.DaemonUses;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the calls of one sidecar: {@code shimmy.chat.active},
 * {@code shimmy.chat.waiting} and {@code shimmy.chat.wait}, the time from a call to its
 * slot on a ready server. Those of the embedding model begin with
 * {@code shimmy.embedding}.
 */
final class CallMetrics implements MeterBinder, AdmissionListener {

	private final String prefix;

	private final IntSupplier active;

	private final IntSupplier waiting;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	CallMetrics(String purpose, ShimmySidecar sidecar) {
		this(purpose, () -> sidecar.snapshot().inFlight(), () -> sidecar.snapshot().waiting());
	}

	/** Meters of the calls of this application to a server that others use as well. */
	CallMetrics(String purpose, DaemonUses uses) {
		this(purpose, uses::inFlight, uses::waiting);
	}

	private CallMetrics(String purpose, IntSupplier active, IntSupplier waiting) {
		this.prefix = "shimmy." + purpose + ".";
		this.active = active;
		this.waiting = waiting;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(this.prefix + "active", this.active, IntSupplier::getAsInt)
			.description("Requests that the server works on, including those whose caller has left")
			.register(registry);
		Gauge.builder(this.prefix + "waiting", this.waiting, IntSupplier::getAsInt)
			.description("Calls that wait for the server or for a free slot")
			.register(registry);
		this.registries.add(registry);
	}

	@Override
	public void waited(Duration wait, Outcome outcome) {
		for (MeterRegistry registry : this.registries) {
			Timer.builder(this.prefix + "wait")
				.description("Time that calls waited for the server and a free slot")
				.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
				.register(registry)
				.record(wait);
		}
	}

}
