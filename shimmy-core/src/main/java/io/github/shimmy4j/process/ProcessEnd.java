package io.github.shimmy4j.process;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.concurrent.Threads;

/**
 * Waits for the end of a process on a separate thread. {@link Process#onExit()} uses the
 * common pool, and is late if the application keeps that busy.
 */
final class ProcessEnd {

	private ProcessEnd() {
	}

	/** Completes when the process has ended. */
	static CompletableFuture<Process> of(Process process) {
		CompletableFuture<Process> end = new CompletableFuture<>();
		Threads.daemon("shimmy-exit-" + process.pid(), () -> {
			await(process);
			end.complete(process);
		}).start();
		return end;
	}

	/** Waits until the process has ended, even if the thread is interrupted. */
	static void await(Process process) {
		boolean interrupted = false;
		boolean ended = false;
		while (!ended) {
			try {
				process.waitFor();
				ended = true;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
