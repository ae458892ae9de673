package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a task later. */
@FunctionalInterface
public interface Timer {

	/**
	 * The timer of the JVM. Tasks run in the common pool, since its own thread is shared.
	 */
	Timer SYSTEM = (delay, task) -> {
		CompletableFuture<Void> due = new CompletableFuture<Void>().completeOnTimeout(null, delay.toNanos(),
				TimeUnit.NANOSECONDS);
		due.thenRunAsync(task);
		return () -> due.cancel(false);
	};

	/**
	 * Runs a task once.
	 * @param delay how long from now
	 * @param task the task, which must not block
	 * @return drops the task unless it has been run
	 */
	Runnable after(Duration delay, Runnable task);

}
