package io.github.shimmy4j.autoconfigure.chat;

import io.github.shimmy4j.failure.ShimmyException;

/** The server was lost before anything was sent to it, so the call can be repeated. */
final class LostUnsentException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	LostUnsentException(ShimmyException loss) {
		super(loss.code(), loss.getMessage(), loss.getCause(), loss.exitStatus(), loss.outputTail());
	}

}
