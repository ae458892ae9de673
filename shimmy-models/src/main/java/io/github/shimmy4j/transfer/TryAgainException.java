package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A transfer broke off for a reason that may be gone at the next attempt. */
sealed class TryAgainException extends IOException {

	private static final long serialVersionUID = 1L;

	private final Duration notBefore;

	TryAgainException(String message, @Nullable Throwable cause) {
		this(message, Duration.ZERO, cause);
	}

	/** A server said how long it wants to be left alone. */
	TryAgainException(String message, Duration notBefore, @Nullable Throwable cause) {
		super(message, cause);
		this.notBefore = notBefore;
	}

	Duration notBefore() {
		return this.notBefore;
	}

	/**
	 * A server could not be reached, or said nothing. One that was at work a moment ago
	 * may come back; of any other, that is no more likely than that the next source is
	 * nearer.
	 */
	static final class NoAnswer extends TryAgainException {

		private static final long serialVersionUID = 1L;

		NoAnswer(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
