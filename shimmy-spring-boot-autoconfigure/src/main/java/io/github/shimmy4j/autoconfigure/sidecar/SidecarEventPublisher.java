package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarListener;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes the sidecar's events as application events. The launch begins before the
 * listeners exist, so events are kept until all singletons exist, and published then.
 */
final class SidecarEventPublisher implements SidecarListener, SmartInitializingSingleton {

	private static final PrintableLogger logger = PrintableLogger.of(SidecarEventPublisher.class);

	/** Room for the output of several loads of a model; later lines are dropped. */
	private static final int MAX_KEPT = 2000;

	private final ApplicationEventPublisher publisher;

	private final Function<SidecarEvent, Object> form;

	private @Nullable List<SidecarEvent> kept = new ArrayList<>();

	/** Publishes the events as they are. */
	SidecarEventPublisher(ApplicationEventPublisher publisher) {
		this(publisher, (event) -> event);
	}

	/** Publishes what a function makes of each event. */
	SidecarEventPublisher(ApplicationEventPublisher publisher, Function<SidecarEvent, Object> form) {
		this.publisher = publisher;
		this.form = form;
	}

	@Override
	public synchronized void onEvent(SidecarEvent event) {
		if (this.kept == null) {
			this.publisher.publishEvent(this.form.apply(event));
		}
		else if (this.kept.size() < MAX_KEPT || !isOutput(event)) {
			this.kept.add(event);
		}
	}

	private static boolean isOutput(SidecarEvent event) {
		return event instanceof SidecarEvent.Stdout || event instanceof SidecarEvent.Stderr;
	}

	@Override
	public synchronized void afterSingletonsInstantiated() {
		List<SidecarEvent> early = this.kept;
		this.kept = null;
		if (early != null) {
			early.forEach(this::publishEarly);
		}
	}

	/** Runs on the thread that starts the application; a listener must not break it. */
	private void publishEarly(SidecarEvent event) {
		try {
			this.publisher.publishEvent(this.form.apply(event));
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed on {}", event, ex);
		}
	}

}
