package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a file in a daemon's folders changes, or its process ends. Each wait has an
 * upper bound: nothing reports the release of a lock, and some systems report changes of
 * folders late or not at all.
 */
final class StateWatch implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(StateWatch.class);

	private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

	private final Semaphore changes = new Semaphore(0);

	/** Null if this system gives none, such as when it has too many. */
	private final @Nullable WatchService service;

	private StateWatch(@Nullable WatchService service) {
		this.service = service;
	}

	/** Watches existing directories, until it is closed. */
	static StateWatch open(Path... directories) {
		StateWatch watch = new StateWatch(register(directories));
		if (watch.service != null) {
			Threads.daemon("shimmy-daemon-watch", () -> watch.listen(watch.service)).start();
		}
		return watch;
	}

	private static @Nullable WatchService register(Path... directories) {
		WatchService service = null;
		try {
			service = directories[0].getFileSystem().newWatchService();
			for (Path directory : directories) {
				directory.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
						StandardWatchEventKinds.ENTRY_DELETE);
			}
			return service;
		}
		catch (IOException | UnsupportedOperationException ex) {
			logger.debug("Changes of the daemon's files are noticed late: {}", ex.toString());
			close(service);
			return null;
		}
	}

	private void listen(WatchService service) {
		try {
			while (true) {
				WatchKey key = service.take();
				key.pollEvents();
				key.reset();
				wake();
			}
		}
		catch (ClosedWatchServiceException | InterruptedException ex) {
			// The wait is over.
		}
	}

	/** Ends the present wait, or the next one. */
	void wake() {
		this.changes.release();
	}

	/**
	 * Waits for a change, at most 250 ms and at most as long as allowed.
	 * @param most longest wait
	 * @throws InterruptedException if the thread was interrupted
	 */
	void await(Duration most) throws InterruptedException {
		long nanos = Math.max(0, Math.min(LONGEST_WAIT.toNanos(), most.toNanos()));
		if (this.changes.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
			this.changes.drainPermits();
		}
	}

	@Override
	public void close() {
		close(this.service);
	}

	private static void close(@Nullable WatchService service) {
		if (service != null) {
			try {
				service.close();
			}
			catch (IOException ex) {
				logger.debug("Could not end the watch of the daemon's files: {}", ex.toString());
			}
		}
	}

}
