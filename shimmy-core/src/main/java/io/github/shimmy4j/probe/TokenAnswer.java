package io.github.shimmy4j.probe;

import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/** What a server makes of the question for one token. */
public enum TokenAnswer {

	/** It generates. */
	GENERATED,

	/** It said that it cannot, or closed the connection. */
	FAILED,

	/** It said nothing within the limit, and may go on with it. */
	NONE;

	static TokenAnswer of(@Nullable Reply reply, @Nullable Throwable failure) {
		if (reply != null) {
			return reply.ok() ? GENERATED : FAILED;
		}
		return (failure instanceof TimeoutException) ? NONE : FAILED;
	}

}
