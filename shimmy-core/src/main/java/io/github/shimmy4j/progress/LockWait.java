package io.github.shimmy4j.progress;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * The wait for a lock whose holder does the same work. Logs the wait once, and passes the
 * holder's progress on to a listener.
 */
public final class LockWait implements InterProcessLock.Turn {

	private static final PrintableLogger logger = PrintableLogger.of(LockWait.class);

	/** How soon a waiter notices that the lock is free. Such waits are rare. */
	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	private final String announcement;

	private final Holder holder;

	private final ProgressListener listener;

	private final Pause pause;

	private boolean announced;

	/**
	 * A wait that has not been logged yet.
	 * @param announcement log line that says what the caller waits for
	 * @param holder tells the progress of the lock's holder
	 * @param listener receives that progress
	 * @param pause lets time pass between two attempts
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
			// The holder has not written its progress yet.
		}
		this.pause.await(POLL_INTERVAL);
	}

	/** The process that holds the lock. */
	@FunctionalInterface
	public interface Holder {

		/**
		 * Looks at the holder's progress.
		 * @return its progress; empty if it cannot be seen
		 * @throws IOException if the progress cannot be read
		 */
		Optional<Progress> progress() throws IOException;

	}

}
