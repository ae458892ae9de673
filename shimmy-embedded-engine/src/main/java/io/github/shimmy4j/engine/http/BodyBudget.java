package io.github.shimmy4j.engine.http;

import java.util.concurrent.atomic.AtomicLong;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Limits the bytes of the bodies of all requests in progress. A request counts from its
 * first byte until its answer ends. Without this limit, many bodies of an allowed size
 * could fill the heap. Safe for several threads.
 */
final class BodyBudget {

	/** A body can take 58 MB of heap while it is parsed. */
	private static final int PARSED_AT_A_TIME = 2;

	private static final int THREAD_IDLE_SECONDS = 60;

	private final long limit;

	private final AtomicLong taken = new AtomicLong();

	private final Scheduler readers;

	BodyBudget(long limit) {
		this.limit = limit;
		this.readers = Schedulers.newBoundedElastic(PARSED_AT_A_TIME, Integer.MAX_VALUE, "body", THREAD_IDLE_SECONDS,
				true);
	}

	Share share() {
		return new Share();
	}

	/** The bytes of one request. Used by one thread at a time. */
	final class Share {

		private long bytes;

		private Share() {
		}

		/** The few threads that parse bodies. */
		Scheduler readers() {
			return BodyBudget.this.readers;
		}

		/** Adds bytes, or refuses the request. */
		void take(int more) {
			long limit = BodyBudget.this.limit;
			// A refused request must not count, not even for a moment: another one that
			// fits would be refused with it.
			long before = BodyBudget.this.taken.getAndAccumulate(more,
					(held, bytes) -> (held + bytes > limit) ? held : held + bytes);
			if (before + more > limit) {
				throw RequestBody.last(Reply
					.error(429, "queue_full",
							"All requests in progress may have at most " + limit
									+ " bytes together; retry after others have been answered.",
							null)
					.with("retry-after", "1"));
			}
			this.bytes += more;
		}

		/** Ends the request: it is answered, or its client has left. */
		void giveBack() {
			BodyBudget.this.taken.addAndGet(-this.bytes);
			this.bytes = 0;
		}

	}

}
