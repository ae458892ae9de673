package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A failed attempt of a transfer whose reason may be gone at the next attempt. */
sealed class RetryableException extends IOException {

	private static final long serialVersionUID = 1L;

	private final Duration retryAfter;

	RetryableException(String message, @Nullable Throwable cause) {
		this(message, Duration.ZERO, cause);
	}

	RetryableException(String message, Duration retryAfter, @Nullable Throwable cause) {
		super(message, cause);
		this.retryAfter = retryAfter;
	}

	/** The wait that the server asked for; zero if it asked for none. */
	Duration retryAfter() {
		return this.retryAfter;
	}

	/**
	 * A server could not be reached, or did not answer. Only a server that answered
	 * before is asked again; otherwise the next source is the better choice.
	 */
	static final class NoAnswer extends RetryableException {

		private static final long serialVersionUID = 1L;

		NoAnswer(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
