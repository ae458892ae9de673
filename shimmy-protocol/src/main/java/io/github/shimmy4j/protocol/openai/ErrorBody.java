package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The error that a client receives when its request is refused or fails.
 *
 * @param message the problem, for people
 * @param type kind of error, such as {@code invalid_request_error}
 * @param param field of the request that causes the error, or null
 * @param code name of the error, for programs, or null
 */
public record ErrorBody(String message, String type, @Nullable String param, @Nullable String code) {

	/** The prompt does not fit into the context. */
	public static final String CONTEXT_LENGTH_EXCEEDED = "context_length_exceeded";

	/** No path of the server is called so: the client's base URL is wrong. */
	public static final String UNKNOWN_URL = "unknown_url";

	/** The answer does not follow the schema of its request. */
	public static final String INVALID_ANSWER = "invalid_answer";

	static final String INVALID_REQUEST = "invalid_request_error";

	/**
	 * Makes the error of a response.
	 * @param status HTTP status, which decides the type
	 * @param code name of the error, or null
	 * @param message the problem
	 * @param param field of the request that causes the error, or null
	 * @return the error
	 */
	public static ErrorBody of(int status, @Nullable String code, String message, @Nullable String param) {
		return new ErrorBody(message, (status >= 500) ? "server_error" : INVALID_REQUEST, param, code);
	}

	/** The error as it is sent: the field {@code error} with all four fields. */
	public ObjectNode json() {
		ObjectNode body = JsonMapper.shared().createObjectNode();
		body.putObject(Fields.ERROR)
			.put(Fields.MESSAGE, this.message)
			.put(Fields.TYPE, this.type)
			.put("param", this.param)
			.put(Fields.CODE, this.code);
		return body;
	}

}
