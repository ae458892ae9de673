package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.github.shimmy4j.daemon.DaemonSearch.Sighting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the daemon, or starts it. Of all programs that try at the same time, one holds
 * the lock and starts it; the others wait, and find it.
 */
final class DaemonStart {

	private static final PrintableLogger logger = PrintableLogger.of(DaemonStart.class);

	/** A program that ends well may have told a service manager to start the daemon. */
	private static final Duration GRACE_AFTER_GOOD_END = Duration.ofSeconds(10);

	private final DaemonConfig config;

	private final ShimmyHome home;

	private final DaemonSearch search;

	private final DaemonProgram program;

	private final DaemonReplacement replacement;

	private final DaemonAge age;

	private final DaemonLogs logs;

	private final LongSupplier nanoTime;

	DaemonStart(DaemonConfig config, DaemonHttp http, ClassLoader classPath, DaemonAge age, LongSupplier nanoTime) {
		this.config = config;
		this.home = config.home();
		this.search = new DaemonSearch(this.home, http, config.timeout());
		this.program = new DaemonProgram(config, classPath);
		this.age = age;
		this.replacement = new DaemonReplacement(this.search, http, age);
		this.logs = new DaemonLogs(this.home);
		this.nanoTime = nanoTime;
	}

	/**
	 * Looks for the daemon, and starts it if there is none.
	 * @return a daemon that has proven itself, and is not older than this client
	 * @throws ShimmyException one of the codes DAEMON_…, INVALID_CONFIGURATION, or a
	 * failure of the disk
	 */
	DaemonRecord ensure() {
		try {
			Sighting seen = this.search.look();
			DaemonRecord daemon = suitable(seen);
			if (daemon == null && !this.config.autoSpawn() && seen.found() == null && !isHeld(this.home.daemonLock())
					&& !isHeld(this.home.daemonStartLock())) {
				throw notRunning(seen);
			}
			return (daemon != null) ? daemon : await();
		}
		catch (InterruptedException ex) {
			throw interrupted("the daemon", ex);
		}
		catch (ShimmyException ex) {
			throw isInterrupt(ex) ? interrupted("the daemon", ex) : ex;
		}
		catch (IOException ex) {
			if (isInterrupt(ex)) {
				throw interrupted("the daemon", ex);
			}
			throw StorageFailure.of(ShimmyErrorCode.DAEMON_START_FAILED,
					"The daemon cannot be started in '%s'".formatted(this.home.state()), this.home.state(), ex);
		}
	}

	/** The failure of an interrupted wait; the thread stays interrupted. */
	static ShimmyException interrupted(String awaited, Exception cause) {
		Thread.currentThread().interrupt();
		return new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for %s was interrupted".formatted(awaited),
				cause);
	}

	/** Whether a file was closed because its thread was interrupted. */
	private static boolean isInterrupt(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ClosedByInterruptException) {
				return true;
			}
		}
		return false;
	}

	/** The proven daemon; null if there is none, or if it must be replaced. */
	private @Nullable DaemonRecord suitable(Sighting seen) {
		DaemonRecord daemon = seen.found();
		if (daemon == null) {
			return null;
		}
		String expected = this.config.address();
		if (expected != null && !daemon.at().isAt(DaemonAddress.parse(expected).orElseThrow())) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"The address of the daemon is '%s', and the daemon of this user listens on %s (process %d)"
						.formatted(expected, daemon.address(), daemon.pid()));
		}
		return this.age.isOlder(daemon) ? null : daemon;
	}

	private DaemonRecord await() throws IOException, InterruptedException {
		OwnerOnly.createDirectory(this.home.state());
		OwnerOnly.createDirectory(this.logs.directory());
		try (StateWatch watch = StateWatch.open(this.home.state(), this.logs.directory())) {
			Patience patience = patience(watch);
			while (true) {
				Optional<InterProcessLock> lock = InterProcessLock.tryAcquire(this.home.daemonStartLock());
				if (lock.isPresent()) {
					try (InterProcessLock held = lock.get()) {
						return findOrSpawn(watch);
					}
				}
				Sighting seen = this.search.look();
				DaemonRecord daemon = suitable(seen);
				if (daemon != null) {
					return daemon;
				}
				if (patience.isOver()) {
					throw failed(
							"Another program starts the daemon, which %s: %s".formatted(patience.reason(), seen.what()),
							null, 0);
				}
				patience.await();
			}
		}
	}

	private Patience patience(StateWatch watch) {
		return new Patience(this.logs, watch, this.config.timeout(), this.nanoTime);
	}

	/** Waits for a daemon that starts or ends by itself, and then starts one. */
	private DaemonRecord findOrSpawn(StateWatch watch) throws IOException, InterruptedException {
		Patience patience = patience(watch);
		while (true) {
			Sighting seen = this.search.look();
			DaemonRecord daemon = suitable(seen);
			if (daemon != null) {
				return daemon;
			}
			if (seen.found() != null) {
				this.replacement.end(seen.found(), this.config.autoSpawn(), watch, patience(watch));
			}
			if (!isHeld(this.home.daemonLock())) {
				return spawn(seen, watch);
			}
			if (patience.isOver()) {
				throw failed("A daemon holds '%s', and %s: %s".formatted(this.home.daemonLock(), patience.reason(),
						seen.what()), null, 0);
			}
			patience.await();
		}
	}

	/** Takes the lock for a moment, so it must not be asked without need. */
	private static boolean isHeld(Path lockFile) throws IOException {
		if (!OwnFile.exists(lockFile)) {
			return false;
		}
		Optional<InterProcessLock> lock = InterProcessLock.tryShare(lockFile);
		if (lock.isPresent()) {
			lock.get().close();
		}
		return lock.isEmpty();
	}

	private DaemonRecord spawn(Sighting seen, StateWatch watch) throws IOException, InterruptedException {
		if (!this.config.autoSpawn()) {
			throw notRunning(seen);
		}
		List<String> command = this.program.find();
		long began = this.nanoTime.getAsLong();
		long logBegin = this.logs.logEnd();
		Process process = this.program.start(command, this.logs.output());
		process.onExit().thenRun(watch::wake);
		DaemonSearch.prepare();
		DaemonRecord daemon = awaitSpawned(command, process, logBegin, seen, watch);
		logger.info("Started {} in {} ms with {}", daemon,
				Duration.ofNanos(this.nanoTime.getAsLong() - began).toMillis(), command.get(0));
		return daemon;
	}

	private static ShimmyException notRunning(Sighting seen) {
		return new ShimmyException(ShimmyErrorCode.DAEMON_NOT_RUNNING,
				"No daemon runs (%s), and this program may not start one".formatted(seen.what()));
	}

	private DaemonRecord awaitSpawned(List<String> command, Process process, long logBegin, Sighting before,
			StateWatch watch) throws IOException, InterruptedException {
		Patience patience = patience(watch);
		Patience afterGoodEnd = null;
		while (true) {
			// Asked before the look, so that a daemon is not missed that ended after it.
			boolean ended = !process.isAlive();
			Sighting seen = this.search.look(before.daemon());
			DaemonRecord daemon = seen.found();
			if (daemon != null) {
				return accept(daemon, command);
			}
			if (ended && !isHeld(this.home.daemonLock())) {
				if (afterGoodEnd == null) {
					afterGoodEnd = new Patience(this.logs, watch, GRACE_AFTER_GOOD_END, this.nanoTime);
				}
				if (process.exitValue() != 0 || afterGoodEnd.isOver()) {
					throw failed("'%s' ended with status %d before a daemon was ready".formatted(command.get(0),
							process.exitValue()), process.exitValue(), logBegin);
				}
			}
			if (patience.isOver()) {
				// Only we know it, and it would keep the next start waiting.
				process.destroy();
				throw failed("'%s' %s and was ended: %s".formatted(command.get(0), patience.reason(), seen.what()),
						null, logBegin);
			}
			patience.await();
		}
	}

	private DaemonRecord accept(DaemonRecord daemon, List<String> command) {
		if (suitable(new Sighting(daemon, true, "")) == null) {
			throw new ShimmyException(ShimmyErrorCode.DAEMON_INCOMPATIBLE,
					"The %s was started with '%s', and this program needs version %s or newer".formatted(daemon,
							command.get(0), this.age.client()));
		}
		return daemon;
	}

	private ShimmyException failed(String what, @Nullable Integer status, long logBegin) {
		List<String> tail = this.logs.tail(logBegin);
		// Without the start of a process of ours, a report may be of an earlier one.
		Optional<String> report = (status != null) ? this.logs.report(logBegin) : Optional.empty();
		String end = report.map((text) -> ": " + text)
			.orElseGet(() -> tail.isEmpty() ? "" : "; its last output: " + String.join(" | ", tail));
		return new ShimmyException(ShimmyErrorCode.DAEMON_START_FAILED,
				"%s (logs in '%s')".formatted(what + end, this.logs.directory()), null, status, tail);
	}

}
