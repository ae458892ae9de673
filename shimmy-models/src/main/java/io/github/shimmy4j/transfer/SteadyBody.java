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

	private final WebLimits limits;

	private long waitedNanos;

	private int received;

	SteadyBody(WebExchange answer, WebLimits limits) {
		this.answer = answer;
		this.limits = limits;
	}

	/** The next bytes, until the next call; null at the end. */
	@Nullable ByteBuffer next() throws IOException, InterruptedException, TimeoutException {
		long begin = this.limits.nanoTime();
		ByteBuffer bytes = this.answer.next(this.limits.stall());
		this.waitedNanos += this.limits.nanoTime() - begin;
		if (bytes == null) {
			return null;
		}
		this.received += bytes.remaining();
		if (this.received >= WebLimits.LEAST_BYTES) {
			this.received = 0;
			this.waitedNanos = 0;
		}
		else if (this.waitedNanos >= this.limits.stall().toNanos()) {
			throw new TimeoutException("fewer than %,d bytes within %d ms".formatted(WebLimits.LEAST_BYTES,
					this.limits.stall().toMillis()));
		}
		return bytes;
	}

}
