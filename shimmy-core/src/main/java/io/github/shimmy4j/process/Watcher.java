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
 * A process beside a child that outlives this JVM by the time it takes to kill what is
 * left of the child. It holds the other end of a pipe from us, the lease.
 */
final class Watcher {

	/** It has to start a shell and read a line; a machine that swaps may take seconds. */
	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int NOTHING_LEFT = 0;

	private static final int SOMETHING_LEFT = 1;

	private final Process process;

	Watcher(Process process) {
		this.process = process;
	}

	/**
	 * Tells it whom to watch and returns when it does.
	 * @param child process id, or what another watcher of the same child returned
	 * @return what to tell the one that has to follow it
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
			// It was killed.
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

	/** How a watcher ends. */
	enum Outcome {

		/** The child and all that it started are gone. */
		NOTHING_LEFT,

		/** A process could not be killed. */
		SOMETHING_LEFT,

		/** Somebody killed the watcher; nothing is known of the child. */
		KILLED

	}

}
