package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.shimmy4j.sidecar.use.PatienceRule.SilenceLimit;
import okhttp3.Call;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Cancels a call when the server has been silent for longer than {@link SilenceLimit}
 * allows. OkHttp's own timeout covers the whole call, and its read timeout is fixed.
 */
final class SilenceTimer extends AsyncTimeout {

	private final Call call;

	private final SilenceLimit limit;

	private final LongSupplier nanoTime;

	SilenceTimer(Call call, SilenceLimit limit, LongSupplier nanoTime) {
		this.call = call;
		this.limit = limit;
		this.nanoTime = nanoTime;
	}

	/**
	 * Waits for the server.
	 * @param wait blocks, and throws when the call is cancelled
	 * @throws SilenceException if the server was silent for too long
	 */
	<T> T during(Wait<T> wait) throws IOException {
		long began = this.nanoTime.getAsLong();
		timeout(this.limit.leftNanos(), TimeUnit.NANOSECONDS);
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
		this.limit.waited(this.nanoTime.getAsLong() - began);
		return arrived;
	}

	@Override
	protected void timedOut() {
		this.call.cancel();
	}

	@Override
	protected IOException newTimeoutException(@Nullable IOException cause) {
		SilenceException exceeded = new SilenceException(this.limit);
		if (cause != null) {
			exceeded.initCause(cause);
		}
		return exceeded;
	}

	/** Blocks until the server sends something. */
	@FunctionalInterface
	interface Wait<T> {

		T await() throws IOException;

	}

	/** A connected server was silent for too long. */
	static final class SilenceException extends SocketTimeoutException {

		private static final long serialVersionUID = 1L;

		private SilenceException(SilenceLimit limit) {
			super(message(limit.kind()).formatted(limit.limit()));
		}

		private static String message(SilenceLimit.Kind kind) {
			return switch (kind) {
				case BEFORE_THE_FIRST_TOKEN ->
					"The server was silent for %s before its first token (shimmy.chat.first-token-timeout)";
				case AFTER_A_TOKEN -> "The server was silent for %s after a token (shimmy.chat.idle-timeout)";
				case WHOLE_ANSWER -> "The server was silent for %s, which is what a whole answer may take here "
						+ "(shimmy.chat.first-token-timeout and shimmy.chat.idle-timeout together)";
			};
		}

	}

}
