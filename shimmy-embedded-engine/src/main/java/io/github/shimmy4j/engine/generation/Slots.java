package io.github.shimmy4j.engine.generation;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.engine.model.LanguageModel;

/**
 * Runs a few jobs at a time. Further jobs wait in the order of their arrival, up to a
 * limit. Safe for several threads.
 */
public final class Slots {

	private final ThreadPoolExecutor executor;

	private final int queue;

	private final AtomicInteger busy = new AtomicInteger();

	/**
	 * Slots that are all free.
	 * @param total most jobs that run at a time
	 * @param queue most jobs that wait
	 */
	public Slots(int total, int queue) {
		this.queue = queue;
		// Creates its threads with its first jobs.
		this.executor = new ThreadPoolExecutor(total, total, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue),
				(job) -> new Thread(null, job, "slot", LanguageModel.STACK_BYTES));
	}

	/**
	 * Runs a job as soon as a slot is free. Does not block.
	 * @param job the job
	 * @return cancels the job: removes it from the queue, or asks it to end
	 * @throws QueueFullException if too many jobs are waiting
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

	/** The number of slots and jobs at this moment. */
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

	/** A job for one slot. Runs once. */
	public abstract static class Job {

		private volatile boolean cancelled;

		/** Does the work, on the thread of a slot. */
		protected abstract void work();

		/**
		 * Reports a failure of {@link #work}.
		 * @param failure what was thrown
		 */
		protected abstract void failed(RuntimeException failure);

		/** Whether the job has not been cancelled. */
		protected final boolean isWanted() {
			return !this.cancelled;
		}

		/** Asks the job to end soon. It keeps its slot until then. Does not block. */
		public final void cancel() {
			this.cancelled = true;
		}

		final void run() {
			if (this.cancelled) {
				return;
			}
			try {
				work();
			}
			catch (CancellationException ex) {
				// The client has left: there is no one to tell.
				return;
			}
			catch (RuntimeException ex) {
				failed(ex);
			}
			catch (StackOverflowError ex) {
				failed(new IllegalStateException("The request is nested too deeply", ex));
			}
		}

	}

	/**
	 * Slots and jobs at one moment.
	 *
	 * @param total all slots
	 * @param busy slots with a running job
	 * @param waiting jobs without a slot
	 */
	public record Occupancy(int total, int busy, int waiting) {

	}

	/** A job was refused because too many are waiting. */
	public static final class QueueFullException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		QueueFullException(int waiting) {
			super(waiting + " requests are waiting already.");
		}

	}

}
