package io.github.shimmy4j.protocol.tool;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;

/** The part of a request that concerns tools is wrong. */
public final class InvalidToolsException extends InvalidFieldException {

	private static final long serialVersionUID = 1L;

	InvalidToolsException(String field, String problem) {
		super(ShimmyErrorCode.REQUEST_REJECTED, field, field + " " + problem);
	}

}
