package io.github.shimmy4j.process;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.concurrent.Threads;

/**
 * The end of a process, noticed on a thread of its own: {@link Process#onExit()} tells of
 * it on the common pool, and is late where the application has filled that.
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

	/** Returns when it has ended, also on a thread that is interrupted. */
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
