package io.github.shimmy4j.autoconfigure.chat;

import io.github.shimmy4j.failure.ShimmyException;

/** The server was gone before anything was sent to it, so another may be asked. */
final class LostUnsentException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	LostUnsentException(ShimmyException loss) {
		super(loss.code(), loss.getMessage(), loss.getCause(), loss.exitStatus(), loss.outputTail());
	}

}
