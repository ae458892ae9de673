package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, as long as it arrives. Only waits count: while bytes are
 * written, a server may do what it likes.
 */
final class SteadyBody {

	private final WebExchange answer;

	private final StallLimit limit;

	private long waitedNanos;

	private int received;

	SteadyBody(WebExchange answer, StallLimit limit) {
		this.answer = answer;
		this.limit = limit;
	}

	/** The next bytes, until the next call; null at the end. */
	@Nullable ByteBuffer next() throws IOException, InterruptedException, TimeoutException {
		long begin = this.limit.nanoTime().getAsLong();
		ByteBuffer bytes = this.answer.next(this.limit.window());
		this.waitedNanos += this.limit.nanoTime().getAsLong() - begin;
		if (bytes == null) {
			return null;
		}
		this.received += bytes.remaining();
		if (this.received >= StallLimit.LEAST_BYTES) {
			this.received = 0;
			this.waitedNanos = 0;
		}
		else if (this.waitedNanos >= this.limit.window().toNanos()) {
			throw new TimeoutException("fewer than %,d bytes within %d ms".formatted(StallLimit.LEAST_BYTES,
					this.limit.window().toMillis()));
		}
		return bytes;
	}

}
