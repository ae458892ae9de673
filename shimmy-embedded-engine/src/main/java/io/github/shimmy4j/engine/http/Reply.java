package io.github.shimmy4j.engine.http;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A whole answer to a request.
 *
 * @param status HTTP status
 * @param headers headers, less that of the length
 * @param body what follows
 */
record Reply(int status, Map<String, String> headers, byte[] body) {

	Reply {
		headers = Map.copyOf(headers);
	}

	static Reply json(int status, JsonNode body) {
		return new Reply(status, Map.of("content-type", "application/json"), Json.bytes(body));
	}

	static Reply empty(int status) {
		return new Reply(status, Map.of(), new byte[0]);
	}

	/** An error as OpenAI writes it, with the four fields that it always has. */
	static Reply error(int status, @Nullable String code, String message, @Nullable String param) {
		String type = (status >= 500) ? "server_error" : "invalid_request_error";
		return json(status, Json.object().set("error", error(message, type, param, code)));
	}

	static JsonNode error(String message, String type, @Nullable String param, @Nullable String code) {
		return Json.object().put("message", message).put("type", type).put("param", param).put("code", code);
	}

	Reply with(String name, String value) {
		Map<String, String> more = new TreeMap<>(this.headers);
		more.put(name, value);
		return new Reply(this.status, more, this.body);
	}

}
