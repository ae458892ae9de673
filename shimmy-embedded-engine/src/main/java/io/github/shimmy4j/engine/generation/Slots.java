package io.github.shimmy4j.engine.generation;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.engine.model.LanguageModel;

/**
 * Lets a few jobs run at a time. The others wait in the order they came, up to a bound.
 * Safe for several threads.
 */
public final class Slots {

	/** What takes a slot. */
	public interface Job extends Runnable {

		/** Asks the job to end soon; it holds its slot until it has. Does not wait. */
		void cancel();

	}

	/**
	 * Counts at one moment.
	 *
	 * @param total slots there are
	 * @param busy slots taken
	 * @param waiting jobs that have none yet
	 */
	public record Occupancy(int total, int busy, int waiting) {

	}

	private final ThreadPoolExecutor executor;

	private final int queue;

	private final AtomicInteger busy = new AtomicInteger();

	/**
	 * Slots, all free.
	 * @param total jobs that run at a time
	 * @param queue jobs that may wait
	 */
	public Slots(int total, int queue) {
		this.queue = queue;
		// Creates its threads with its first jobs.
		this.executor = new ThreadPoolExecutor(total, total, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue),
				(job) -> new Thread(null, job, "slot", LanguageModel.STACK_BYTES));
	}

	/**
	 * Runs a job when its turn comes. Does not wait.
	 * @param job what to run
	 * @return takes the job back: out of the queue, or asks it to end
	 * @throws QueueFullException if there is no place to wait
	 */
	public Runnable submit(Job job) {
		Runnable run = () -> occupy(job);
		try {
			this.executor.execute(run);
		}
		catch (RejectedExecutionException ex) {
			throw new QueueFullException(this.queue);
		}
		return () -> {
			job.cancel();
			this.executor.remove(run);
		};
	}

	/** How full it is. */
	public Occupancy occupancy() {
		return new Occupancy(this.executor.getMaximumPoolSize(), this.busy.get(), this.executor.getQueue().size());
	}

	private void occupy(Job job) {
		this.busy.incrementAndGet();
		try {
			job.run();
		}
		finally {
			this.busy.decrementAndGet();
		}
	}

}
