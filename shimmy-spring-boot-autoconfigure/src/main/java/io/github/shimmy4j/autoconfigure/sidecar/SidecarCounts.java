package io.github.shimmy4j.autoconfigure.sidecar;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarListener;

import org.springframework.context.event.EventListener;

/**
 * Counts what happens to one sidecar. As a bean it counts the application events, which
 * are those of the chat model's sidecar and are kept until all singletons exist: the
 * launch begins before there are meters. Otherwise it is added to a sidecar before that
 * is launched.
 */
public final class SidecarCounts implements SidecarListener {

	private final LongAdder restarts = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private final LongAdder startups = new LongAdder();

	private final LongAdder startupNanos = new LongAdder();

	@Override
	@EventListener
	public void onEvent(SidecarEvent event) {
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

	/** Restarts of a server that ended by itself. */
	public long restarts() {
		return this.restarts.sum();
	}

	/** Number of times that the sidecar gave up. */
	public long failures() {
		return this.failures.sum();
	}

	/** Number of servers that became ready. */
	public long startups() {
		return this.startups.sum();
	}

	/** Time from the spawn to the first token, of all servers together. */
	public Duration startupTime() {
		return Duration.ofNanos(this.startupNanos.sum());
	}

}
