package io.github.shimmy4j.sidecar.supervision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.concurrent.Threads;

/**
 * Completes the futures of callers, on threads of its own: what callers chain to a future
 * may block, and the application may have filled the common pool.
 */
final class CallerThreads implements Executor {

	private static final int IDLE_SECONDS = 10;

	private final ThreadPoolExecutor threads;

	CallerThreads(Threads threads) {
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), (task) -> threads.named("shimmy-answer", task));
	}

	@Override
	public void execute(Runnable answer) {
		try {
			this.threads.execute(answer);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// After the close, or if no thread can be created, run it on this thread:
			// otherwise the caller would wait for ever.
			answer.run();
		}
	}

	/** A future, completed on a thread of ours; cancelling it cancels the given one. */
	<T> CompletableFuture<T> handedOn(CompletableFuture<T> answer) {
		CompletableFuture<T> given = new CompletableFuture<>();
		answer.whenCompleteAsync((value, failure) -> {
			if (failure != null) {
				given.completeExceptionally(failure);
			}
			else {
				given.complete(value);
			}
		}, this);
		given.whenComplete((value, failure) -> answer.cancel(false));
		return given;
	}

	/** Completes what is due, then ends the threads. */
	void close() {
		this.threads.shutdown();
	}

}
