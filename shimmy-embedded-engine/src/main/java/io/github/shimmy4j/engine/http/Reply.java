package io.github.shimmy4j.engine.http;

import java.util.Map;
import java.util.TreeMap;

import io.github.shimmy4j.protocol.openai.ErrorBody;
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
		return json(status, ErrorBody.of(status, code, message, param).json());
	}

	Reply with(String name, String value) {
		Map<String, String> more = new TreeMap<>(this.headers);
		more.put(name, value);
		return new Reply(this.status, more, this.body);
	}

}
