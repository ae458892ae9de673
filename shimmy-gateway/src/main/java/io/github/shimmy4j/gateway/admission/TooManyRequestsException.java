package io.github.shimmy4j.gateway.admission;

import java.time.Duration;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * The gateway refuses a request because there are too many. The same request may be sent
 * again later.
 */
public final class TooManyRequestsException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	private final long retryAfterSeconds;

	/**
	 * A refusal.
	 * @param message what there is too much of
	 * @param retryAfter when the request may be sent again
	 */
	public TooManyRequestsException(String message, Duration retryAfter) {
		super(ShimmyErrorCode.OVERLOADED, message);
		this.retryAfterSeconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
	}

	/** Seconds after which the request may be sent again; 1 or more. */
	public long retryAfterSeconds() {
		return this.retryAfterSeconds;
	}

}
