package io.github.shimmy4j.concurrent;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** Waits of the calling thread. Their failures have codes. */
public final class Waits {

	private Waits() {
	}

	/**
	 * Waits for a result without a limit.
	 * @param <T> type of the result
	 * @param result the result to come
	 * @param awaited what is awaited, for the message, such as "sidecar"
	 * @return the result
	 * @throws ShimmyException the failure of the result, or NOT_READY if the thread was
	 * interrupted, which it still is
	 */
	public static <T> T forResult(Future<T> result, String awaited) {
		try {
			return result.get();
		}
		catch (ExecutionException | InterruptedException ex) {
			throw failure(ex, awaited);
		}
	}

	/**
	 * Waits for a result.
	 * @param <T> type of the result
	 * @param result the result to come
	 * @param limit longest wait
	 * @param awaited what is awaited, for the message, such as "sidecar"
	 * @return the result
	 * @throws TimeoutException if there is no result within the limit
	 * @throws ShimmyException the failure of the result, or NOT_READY if the thread was
	 * interrupted, which it still is
	 */
	public static <T> T forResult(Future<T> result, Duration limit, String awaited) throws TimeoutException {
		try {
			return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | InterruptedException ex) {
			throw failure(ex, awaited);
		}
	}

	/**
	 * The failure that a dependent stage of a future wraps.
	 * @param failure failure as a callback gets it
	 * @return the cause of a {@link CompletionException}, else the failure itself
	 */
	public static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private static ShimmyException failure(Exception ended, String awaited) {
		if (ended instanceof ExecutionException failed) {
			return ShimmyException.causeOf(failed);
		}
		Thread.currentThread().interrupt();
		return new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the %s was interrupted".formatted(awaited),
				ended);
	}

}
