package io.github.shimmy4j.probe;

import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/** A server's reaction to the request for one token. */
public enum TokenAnswer {

	/** The server generated a token. */
	GENERATED,

	/** The server returned an error, or closed the connection. */
	FAILED,

	/** No answer within the time limit; the server may still be at work. */
	NONE;

	static TokenAnswer of(@Nullable Reply reply, @Nullable Throwable failure) {
		if (reply != null) {
			return reply.ok() ? GENERATED : FAILED;
		}
		return (failure instanceof TimeoutException) ? NONE : FAILED;
	}

}
