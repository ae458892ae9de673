package io.github.shimmy4j.sidecar.supervision;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.text.PrintableLogger;

/** The only thread that calls the state machine, with its queue of messages. */
final class Mailbox {

	private static final PrintableLogger logger = PrintableLogger.of(Mailbox.class);

	private final ExecutorService executor = Executors
		.newSingleThreadExecutor((task) -> Threads.daemon("shimmy-sidecar", task));

	/** Posts a message; false if the mailbox is closed and ignores it. */
	boolean post(Runnable message) {
		try {
			this.executor.execute(() -> deliver(message));
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/** Posts a message later, if the mailbox is still open then. */
	void postAfter(Duration delay, Runnable message) {
		CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, this::post).execute(message);
	}

	private static void deliver(Runnable message) {
		try {
			message.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("Defect in the sidecar's state machine", ex);
		}
	}

	/** Handles queued messages, then ends the thread. */
	void close() {
		this.executor.shutdown();
	}

}
