package io.github.shimmy4j.fake;

/** Ends the handling of a request with this reply instead of an answer. */
final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Reply reply;

	RefusedException(Reply reply) {
		super("answered " + reply.status());
		this.reply = reply;
	}

	/** As axum answers a body that does not fit the request type. */
	static RefusedException undeserializable(String reason) {
		return new RefusedException(
				Reply.text(422, "Failed to deserialize the JSON body into the target type: " + reason));
	}

	/** As OpenAI's API answers, with the keys sorted. */
	static RefusedException openAi(int status, String code, String message, String param) {
		return new RefusedException(Reply.json(status,
				Json.error("code", code, "message", message, "param", param, "type", "invalid_request_error")));
	}

	Reply reply() {
		return this.reply;
	}

}
