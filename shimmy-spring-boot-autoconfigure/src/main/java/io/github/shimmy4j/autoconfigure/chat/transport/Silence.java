package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import okhttp3.Call;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call on which the server is silent for longer than it may. The client's own
 * timeout cannot do that: it is one for the whole call. Time in which nobody waits for
 * the server does not count.
 */
final class Silence extends AsyncTimeout {

	private final Call call;

	private final Patience patience;

	private boolean begun;

	private Silence(Call call, Patience patience) {
		this.call = call;
		this.patience = patience;
	}

	static Silence before(Call call, Patience patience) {
		Silence silence = new Silence(call, patience);
		silence.timeout(patience.firstToken().toNanos(), TimeUnit.NANOSECONDS);
		return silence;
	}

	/** The first token is there: from now on the limit is that between two. */
	void tokensBegan() {
		this.begun = true;
		timeout(this.patience.betweenTokens().toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Waits for the server.
	 * @param wait what waits, and ends with an exception when the call is cancelled
	 * @throws SilenceException if that took too long
	 */
	<T> T during(Wait<T> wait) throws IOException {
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
