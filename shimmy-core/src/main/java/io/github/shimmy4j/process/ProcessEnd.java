package io.github.shimmy4j.process;

import java.util.concurrent.CompletableFuture;

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
		Thread thread = new Thread(() -> {
			await(process);
			end.complete(process);
		}, "shimmy-exit-" + process.pid());
		thread.setDaemon(true);
		thread.start();
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
