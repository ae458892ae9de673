package io.github.shimmy4j.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.shimmy4j.text.PrintableLogger;

/** A child with a watcher. Replaces a watcher that is killed. */
final class WatchedChild implements Guard {

	private static final PrintableLogger logger = PrintableLogger.of(WatchedChild.class);

	private static final Duration LIMIT = Duration.ofSeconds(5);

	/**
	 * Without a limit, a program that kills every watcher would keep us starting them.
	 */
	private static final int MAX_WATCHERS = 10;

	private final Process child;

	private final String nonce;

	private final Watchers watchers;

	private final CompletableFuture<Void> gone = new CompletableFuture<>();

	private Watcher watcher;

	/** Lets a watcher tell the child from a later process with the same id. */
	private final String known;

	private boolean ending;

	private boolean unwatched;

	private WatchedChild(Process child, String nonce, Watchers watchers, Watcher first, String known) {
		this.child = child;
		this.nonce = nonce;
		this.watchers = watchers;
		this.watcher = first;
		this.known = known;
	}

	/** Waits until the child is watched. */
	static WatchedChild begin(Process child, String nonce, Watchers watchers, Watcher first) throws IOException {
		String pid = Long.toString(child.pid());
		try {
			return new WatchedChild(child, nonce, watchers, first, first.watch(pid));
		}
		catch (IOException ex) {
			Watcher second = watchers.start(nonce);
			return new WatchedChild(child, nonce, watchers, second, watch(second, pid));
		}
	}

	/** Waits until the child and all that it started are gone. */
	void keep() {
		Watcher present = present();
		try {
			for (int number = 1;; number++) {
				Watcher.Outcome outcome = present.await();
				if (outcome != Watcher.Outcome.KILLED) {
					finish(outcome);
					return;
				}
				if (number == MAX_WATCHERS) {
					break;
				}
				Watcher next = this.watchers.start(this.nonce);
				watch(next, this.known);
				present = replace(next);
			}
			logger.warn("No longer watching process {}: {} watchers in a row were killed", this.child.pid(),
					MAX_WATCHERS);
		}
		catch (IOException ex) {
			logger.warn("No longer watching process {}: {}", this.child.pid(), ex.getMessage());
		}
		giveUp();
	}

	private static String watch(Watcher next, String child) throws IOException {
		try {
			return next.watch(child);
		}
		catch (IOException ex) {
			next.release();
			throw ex;
		}
	}

	private synchronized Watcher present() {
		return this.watcher;
	}

	private synchronized Watcher replace(Watcher next) {
		logger.info("Replaced the watcher of process {}, which was killed", this.child.pid());
		this.watcher = next;
		if (this.ending) {
			next.release();
		}
		return next;
	}

	private void finish(Watcher.Outcome outcome) {
		if (outcome == Watcher.Outcome.SOMETHING_LEFT) {
			logger.warn("Could not kill all processes that were started by process {}", this.child.pid());
		}
		ChildProcess.awaitEnd(this.child);
		this.gone.complete(null);
	}

	private void giveUp() {
		synchronized (this) {
			this.unwatched = true;
			if (this.ending) {
				new Descendants(this.child.toHandle()).end();
			}
		}
		ChildProcess.awaitEnd(this.child);
		this.gone.complete(null);
	}

	@Override
	public synchronized CompletableFuture<Void> end() {
		if (!this.ending) {
			this.ending = true;
			this.watcher.release();
			CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
				.execute(this::waitedLongEnough);
		}
		if (this.unwatched) {
			new Descendants(this.child.toHandle()).end();
		}
		return this.gone.copy();
	}

	private void waitedLongEnough() {
		if (this.gone.complete(null)) {
			logger.warn("Could not end process {} and all that it started within {} s", this.child.pid(),
					LIMIT.toSeconds());
		}
	}

	/**
	 * A helper process that kills a child's process tree when the pipe from this JVM, the
	 * lease, closes.
	 */
	static final class Watcher {

		/** Time for starting a shell and reading a line on a machine that swaps. */
		private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

		private static final int NOTHING_LEFT = 0;

		private static final int SOMETHING_LEFT = 1;

		private final Process process;

		Watcher(Process process) {
			this.process = process;
		}

		/**
		 * Tells the watcher which child to watch, and waits until it does. Takes the
		 * child's process id, or the answer of an earlier watcher of the same child;
		 * returns the answer for the next one.
		 */
		String watch(String child) throws IOException {
			Executor later = CompletableFuture.delayedExecutor(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS,
					Runnable::run);
			CompletableFuture<Void> alarm = CompletableFuture.runAsync(this.process::destroyForcibly, later);
			try {
				OutputStream lease = this.process.getOutputStream();
				lease.write((child + "\n").getBytes(StandardCharsets.US_ASCII));
				lease.flush();
				String watched = this.process.inputReader(StandardCharsets.US_ASCII).readLine();
				if (watched == null) {
					throw new EOFException();
				}
				return watched;
			}
			catch (IOException ex) {
				throw new IOException("the watcher of process %s ended before it began".formatted(child), ex);
			}
			finally {
				alarm.cancel(false);
			}
		}

		/** Ends the lease. */
		void release() {
			try {
				this.process.getOutputStream().close();
			}
			catch (IOException ex) {
				// The watcher was killed.
			}
		}

		/** Waits for its end. */
		Outcome await() {
			ChildProcess.awaitEnd(this.process);
			return switch (this.process.exitValue()) {
				case NOTHING_LEFT -> Outcome.NOTHING_LEFT;
				case SOMETHING_LEFT -> Outcome.SOMETHING_LEFT;
				default -> Outcome.KILLED;
			};
		}

		/** The end of a watcher. */
		enum Outcome {

			/** The child and all that it started are gone. */
			NOTHING_LEFT,

			/** A process could not be killed. */
			SOMETHING_LEFT,

			/** The watcher was killed; the child's state is not known. */
			KILLED

		}

	}

	/**
	 * Starts watchers.
	 *
	 * @param session puts each into its own session; it outlives the application's
	 * session
	 * @param script the watcher's script
	 * @param processes where the operating system lists processes
	 * @param path where the script finds programs
	 */
	record Watchers(CommandPrefix session, ShellScript script, Path processes, String path) {

		private static final String USUAL_PATH = "/usr/bin:/bin:/usr/sbin:/sbin:";

		static Watchers find(SearchPath path) {
			return new Watchers(CommandPrefix.ownSession(path), ShellScript.read("watcher.sh"), Path.of("/proc"),
					USUAL_PATH + path.directories().stream().map(Path::toString).collect(Collectors.joining(":")));
		}

		Watcher start(String nonce) throws IOException {
			ProcessBuilder builder = new ProcessBuilder(this.session
				.wrap(this.script.command(List.of(ProcessIdentity.VARIABLE + "=" + nonce, this.processes.toString()))));
			// Cleared of our own nonce, if this JVM is a child too: the watcher has to
			// outlive it.
			builder.environment().clear();
			builder.environment().putAll(Map.of("PATH", this.path, "LC_ALL", "C"));
			return new Watcher(builder.directory(Path.of("/").toFile()).redirectError(Redirect.DISCARD).start());
		}

	}

}
