package io.github.shimmy4j.engine.http;

import java.util.concurrent.atomic.AtomicLong;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A bound of the bytes that all requests under way have sent, from the first byte that
 * was received to the end of the answer. Each could be small enough, and all together
 * more than the heap holds. Safe for several threads.
 */
final class BodyBudget {

	/** One body becomes up to 58 MB of JSON while it is read. */
	private static final int READ_AT_A_TIME = 2;

	private static final int THREAD_IDLE_SECONDS = 60;

	private final long limit;

	private final AtomicLong taken = new AtomicLong();

	private final Scheduler readers;

	/**
	 * A budget of which nothing is taken.
	 * @param limit bytes
	 */
	BodyBudget(long limit) {
		this.limit = limit;
		this.readers = Schedulers.newBoundedElastic(READ_AT_A_TIME, Integer.MAX_VALUE, "body", THREAD_IDLE_SECONDS,
				true);
	}

	/** The bytes that one request holds. */
	Share share() {
		return new Share();
	}

	/** The part of one request, used by one thread at a time. */
	final class Share {

		private long bytes;

		private Share() {
		}

		/** The few threads that bodies are read on. */
		Scheduler readers() {
			return BodyBudget.this.readers;
		}

		/** Takes more, or refuses the request. */
		void take(int more) {
			if (BodyBudget.this.taken.addAndGet(more) > BodyBudget.this.limit) {
				BodyBudget.this.taken.addAndGet(-more);
				throw RequestBody.last(Reply
					.error(429, "queue_full",
							"The requests under way have no more than " + BodyBudget.this.limit
									+ " bytes together; send this one again when others are answered.",
							null)
					.with("retry-after", "1"));
			}
			this.bytes += more;
		}

		/** When the request is answered, or has gone. */
		void giveBack() {
			BodyBudget.this.taken.addAndGet(-this.bytes);
			this.bytes = 0;
		}

	}

}
