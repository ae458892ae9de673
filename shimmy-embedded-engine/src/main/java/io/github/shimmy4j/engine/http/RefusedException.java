package io.github.shimmy4j.engine.http;

import org.jspecify.annotations.Nullable;

/** A request is refused with a response. */
final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Reply reply;

	RefusedException(Reply reply) {
		super("status " + reply.status(), null, false, false);
		this.reply = reply;
	}

	/** The refusal of a value that is well-formed but cannot be served. */
	static RefusedException bad(String code, String message, @Nullable String param) {
		return new RefusedException(Reply.error(400, code, message, param));
	}

	/** The refusal of a value of another type, with the message of shimmy. */
	static RefusedException wrongType(String why, @Nullable String param) {
		return unreadable("invalid_type", why, param);
	}

	/** The refusal of a request without a field, with the message of shimmy. */
	static RefusedException missing(String name, String param) {
		return unreadable("missing_required_parameter", "missing field `" + name + "`", param);
	}

	/** Shimmy has the status 422, which clients of OpenAI do not expect. */
	private static RefusedException unreadable(String code, String why, @Nullable String param) {
		return bad(code, "Failed to deserialize the JSON body into the target type: " + why, param);
	}

	Reply reply() {
		return this.reply;
	}

}
