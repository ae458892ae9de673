package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import okhttp3.Call;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call on which the server is silent for longer than it may. The client's own
 * timeout cannot do that: it is one for the whole call. Time in which nobody waits for
 * the server does not count. What arrives ends a silence only if the answer grew or more
 * of the prompt was read: a server whose generation is stuck may go on sending comments,
 * empty chunks and unchanged reports that keep the connection.
 */
final class Silence extends AsyncTimeout {

	private final Call call;

	private final Patience patience;

	private final LongSupplier nanoTime;

	private boolean begun;

	private long left;

	Silence(Call call, Patience patience, LongSupplier nanoTime) {
		this.call = call;
		this.patience = patience;
		this.nanoTime = nanoTime;
		this.left = patience.firstToken().toNanos();
	}

	/** The first token is there: from now on the limit is that between two. */
	void tokensBegan() {
		this.begun = true;
		progressed();
	}

	/** The answer grew, or more of the prompt was read. */
	void progressed() {
		Duration limit = this.begun ? this.patience.betweenTokens() : this.patience.firstToken();
		this.left = limit.toNanos();
	}

	/**
	 * Waits for the server.
	 * @param wait what waits, and ends with an exception when the call is cancelled
	 * @throws SilenceException if that took too long
	 */
	<T> T during(Wait<T> wait) throws IOException {
		long began = this.nanoTime.getAsLong();
		// Zero would be no limit.
		timeout(Math.max(this.left, 1), TimeUnit.NANOSECONDS);
		enter();
		T arrived;
		try {
			arrived = wait.await();
		}
		catch (IOException ex) {
			throw exit() ? newTimeoutException(ex) : ex;
		}
		catch (RuntimeException | Error ex) {
			exit();
			throw ex;
		}
		if (exit()) {
			throw newTimeoutException(null);
		}
		this.left -= this.nanoTime.getAsLong() - began;
		return arrived;
	}

	@Override
	protected void timedOut() {
		this.call.cancel();
	}

	@Override
	protected IOException newTimeoutException(@Nullable IOException cause) {
		SilenceException exceeded = new SilenceException(this.patience.exceeded(this.begun));
		if (cause != null) {
			exceeded.initCause(cause);
		}
		return exceeded;
	}

	/** A wait for something that the server sends. */
	@FunctionalInterface
	interface Wait<T> {

		T await() throws IOException;

	}

}
