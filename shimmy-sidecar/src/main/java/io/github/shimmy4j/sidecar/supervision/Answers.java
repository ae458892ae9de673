package io.github.shimmy4j.sidecar.supervision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.concurrent.Threads;

/**
 * Tells callers what came of their questions, on threads of its own: what they chain to
 * an answer may block, and the application may have filled the common pool with that.
 */
final class Answers implements Executor {

	private static final int IDLE_SECONDS = 10;

	private final ThreadPoolExecutor threads;

	Answers(Threads threads) {
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), (task) -> threads.named("shimmy-answer", task));
	}

	@Override
	public void execute(Runnable answer) {
		try {
			this.threads.execute(answer);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// After the close, or where no thread is to be had: better here than never.
			answer.run();
		}
	}

	/**
	 * An answer that is given on a thread of ours.
	 * @param answer completed by the mailbox's thread, which forgets whoever gives up
	 * @return what the caller may chain to, and cancel
	 */
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

	/** Gives the answers that are due, and ends. */
	void close() {
		this.threads.shutdown();
	}

}
