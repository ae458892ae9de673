package io.github.shimmy4j.sidecar.supervision;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarListener;
import io.github.shimmy4j.text.PrintableLogger;

/** Delivers events to listeners in order, on a thread of its own. */
final class EventDispatcher {

	private static final PrintableLogger logger = PrintableLogger.of(EventDispatcher.class);

	/** About twenty loads of a model on shimmy 1.x, which logs 450 lines for each. */
	private static final int MAX_BEHIND = 10_000;

	private final List<SidecarListener> listeners = new CopyOnWriteArrayList<>();

	private final ThreadPoolExecutor executor;

	EventDispatcher(Threads threads) {
		this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> threads.named("shimmy-events", task), new ThreadPoolExecutor.DiscardPolicy());
	}

	Runnable add(SidecarListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	void emit(SidecarEvent event) {
		try {
			this.executor.execute(() -> deliver(event));
		}
		catch (OutOfMemoryError ex) {
			// No thread can be created, but the sidecar must go on.
			logger.warn("Could not deliver the event {}", event, ex);
		}
	}

	/** Drops output while listeners are far behind, to limit the memory. */
	void emitOutput(SidecarEvent event) {
		if (!this.listeners.isEmpty() && this.executor.getQueue().size() < MAX_BEHIND) {
			emit(event);
		}
	}

	private void deliver(SidecarEvent event) {
		for (SidecarListener listener : this.listeners) {
			try {
				listener.onEvent(event);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A listener failed on the event {}", event, ex);
			}
		}
	}

	/** Delivers queued events, then ends the thread. */
	void close() {
		this.executor.shutdown();
	}

}
