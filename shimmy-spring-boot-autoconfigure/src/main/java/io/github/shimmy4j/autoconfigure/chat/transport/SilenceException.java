package io.github.shimmy4j.autoconfigure.chat.transport;

import java.net.SocketTimeoutException;

/** A connected server was silent for longer than it may. */
public final class SilenceException extends SocketTimeoutException {

	private static final long serialVersionUID = 1L;

	SilenceException(String message) {
		super(message);
	}

}
