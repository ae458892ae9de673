package io.github.shimmy4j.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A process beside a child. It outlives this JVM for as long as it takes to kill the rest
 * of the child. It holds the other end of a pipe from this JVM, the lease.
 */
final class Watcher {

	/** Time for starting a shell and reading a line on a machine that swaps. */
	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int NOTHING_LEFT = 0;

	private static final int SOMETHING_LEFT = 1;

	private final Process process;

	Watcher(Process process) {
		this.process = process;
	}

	/**
	 * Tells the watcher which child to watch, and waits until it does. Takes the child's
	 * process id, or the answer of an earlier watcher of the same child; returns the
	 * answer for the next one.
	 */
	String watch(String child) throws IOException {
		Executor later = CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
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
		ProcessEnd.await(this.process);
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
