package io.github.shimmy4j.progress;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * The wait for a lock that somebody else holds who does the same: says so once, and
 * passes on how far that one is.
 */
public final class LockWait implements InterProcessLock.Turn {

	private static final PrintableLogger logger = PrintableLogger.of(LockWait.class);

	/** How soon a waiter notices that it is its turn; others are rare. */
	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	private final String announcement;

	private final Holder holder;

	private final ProgressListener listener;

	private final Pause pause;

	private boolean announced;

	/**
	 * Says nothing yet.
	 * @param announcement line of the log that says what is waited for
	 * @param holder knows how far the other one is
	 * @param listener is told of that
	 * @param pause lets time pass
	 */
	public LockWait(String announcement, Holder holder, ProgressListener listener, Pause pause) {
		this.announcement = announcement;
		this.holder = holder;
		this.listener = listener;
		this.pause = pause;
	}

	@Override
	public void await() throws InterruptedException {
		if (!this.announced) {
			this.announced = true;
			logger.info("{}", this.announcement);
		}
		try {
			this.holder.progress().ifPresent(this.listener::progressed);
		}
		catch (IOException ex) {
			// There is nothing to tell yet.
		}
		this.pause.await(POLL_INTERVAL);
	}

	/** Whoever holds the lock. */
	@FunctionalInterface
	public interface Holder {

		/**
		 * How far it is.
		 * @return its progress; empty if nothing can be seen of it
		 * @throws IOException if it cannot be looked at
		 */
		Optional<Progress> progress() throws IOException;

	}

}
