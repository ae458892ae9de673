package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * A failure with a code, dressed for OkHttp, whose interceptors may throw nothing but an
 * {@link IOException}.
 */
public final class TransportException extends IOException {

	private static final long serialVersionUID = 1L;

	private final ShimmyException failure;

	TransportException(ShimmyErrorCode code, String message) {
		this(new ShimmyException(code, message));
	}

	TransportException(ShimmyException failure) {
		super(failure.getMessage(), failure);
		this.failure = failure;
	}

	/**
	 * The failure itself.
	 * @return what callers are to see
	 */
	public ShimmyException failure() {
		return this.failure;
	}

}
