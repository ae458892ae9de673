package io.github.shimmy4j.gateway.upstream;

import java.time.Duration;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** The client took nothing of its answer for too long, so it is disconnected. */
public final class UnreadAnswerException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	UnreadAnswerException(Duration limit) {
		super(ShimmyErrorCode.REQUEST_REJECTED,
				"The client read nothing of its answer for %s (shimmy.gateway.limits.unread)".formatted(limit));
	}

}
