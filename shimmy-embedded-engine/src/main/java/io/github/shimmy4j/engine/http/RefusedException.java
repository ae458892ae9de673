package io.github.shimmy4j.engine.http;

import org.jspecify.annotations.Nullable;

/**
 * A request is not served; carries what its client is told.
 */
final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Reply reply;

	RefusedException(Reply reply) {
		super("status " + reply.status(), null, false, false);
		this.reply = reply;
	}

	/** A value that is read, but cannot be served. */
	static RefusedException bad(String code, String message, @Nullable String param) {
		return new RefusedException(Reply.error(400, code, message, param));
	}

	/** JSON of another shape, said as shimmy says it. */
	static RefusedException unreadable(String why, @Nullable String param) {
		return new RefusedException(Reply.error(422, "invalid_type",
				"Failed to deserialize the JSON body into the target type: " + why, param));
	}

	Reply reply() {
		return this.reply;
	}

}
