package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A transfer broke off for a reason that may be gone at the next attempt. */
sealed class TryAgainException extends IOException permits NoAnswerException {

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

}
