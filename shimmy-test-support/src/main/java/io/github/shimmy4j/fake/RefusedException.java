package io.github.shimmy4j.fake;

/** A request that gets this reply instead of an answer. */
final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Reply reply;

	RefusedException(Reply reply) {
		super("answered " + reply.status());
		this.reply = reply;
	}

	/** The shape that axum's extractors answer with. */
	static RefusedException undeserializable(String reason) {
		return new RefusedException(
				Reply.text(422, "Failed to deserialize the JSON body into the target type: " + reason));
	}

	/** The shape of OpenAI's errors, keys sorted. */
	static RefusedException openAi(int status, String code, String message, String param) {
		return new RefusedException(Reply.json(status,
				Json.object()
					.set("error",
							Json.object()
								.put("code", code)
								.put("message", message)
								.put("param", param)
								.put("type", "invalid_request_error"))));
	}

	Reply reply() {
		return this.reply;
	}

}
