package io.github.shimmy4j.gateway.upstream;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** One task at a time that runs later, unless it is replaced. Not thread-safe. */
final class Alarm {

	private @Nullable Disposable task;

	/** Replaces the task. */
	void set(long nanos, Runnable task) {
		cancel();
		this.task = Schedulers.parallel().schedule(task, nanos, TimeUnit.NANOSECONDS);
	}

	/** Drops the task; it may run already. */
	void cancel() {
		if (this.task != null) {
			this.task.dispose();
			this.task = null;
		}
	}

}
