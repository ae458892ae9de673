package io.github.shimmy4j.autoconfigure.shared;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.shimmy4j.autoconfigure.DaemonEvent;
import io.github.shimmy4j.autoconfigure.DaemonEvent.Change;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Tells of daemons that were found or lost in the order in which that was noticed, also
 * if several threads notice it. The listener may run any code, so no lock is held then.
 */
final class DaemonEvents {

	private static final PrintableLogger logger = PrintableLogger.of(DaemonEvents.class);

	private final Consumer<DaemonEvent> listener;

	private final Queue<DaemonEvent> untold = new ConcurrentLinkedQueue<>();

	/** Calls of {@link #tell()} that are not served yet; the first one serves all. */
	private final AtomicInteger calls = new AtomicInteger();

	DaemonEvents(Consumer<DaemonEvent> listener) {
		this.listener = listener;
	}

	/** Adds an event, to be told next. */
	void add(Change change, DaemonRecord daemon) {
		this.untold.add(new DaemonEvent(change, daemon.address(), daemon.pid(), daemon.version()));
	}

	/** Tells what was added, unless another thread is at it. */
	void tell() {
		if (this.calls.getAndIncrement() > 0) {
			return;
		}
		int served;
		do {
			served = this.calls.get();
			for (DaemonEvent next = this.untold.poll(); next != null; next = this.untold.poll()) {
				tell(next);
			}
		}
		while (this.calls.addAndGet(-served) > 0);
	}

	private void tell(DaemonEvent event) {
		try {
			this.listener.accept(event);
		}
		catch (Throwable ex) {
			// Also an Error: otherwise no later event would be told.
			logger.warn("A listener failed on the event of a daemon", ex);
		}
	}

}
