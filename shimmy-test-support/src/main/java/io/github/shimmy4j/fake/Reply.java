package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import tools.jackson.databind.JsonNode;

/** A whole answer, sent at once. */
record Reply(int status, Map<String, String> headers, byte[] body) {

	private static final byte[] NOTHING = new byte[0];

	static Reply empty(int status) {
		return new Reply(status, Map.of(), NOTHING);
	}

	static Reply json(int status, JsonNode body) {
		return new Reply(status, Map.of("content-type", "application/json"), Json.bytes(body));
	}

	static Reply text(int status, String body) {
		return new Reply(status, Map.of("content-type", "text/plain; charset=utf-8"),
				body.getBytes(StandardCharsets.UTF_8));
	}

	Reply with(String name, String value) {
		Map<String, String> more = new HashMap<>(this.headers);
		more.put(name, value);
		return new Reply(this.status, more, this.body);
	}

	void send(HttpExchange exchange) throws IOException {
		this.headers.forEach(exchange.getResponseHeaders()::set);
		exchange.sendResponseHeaders(this.status, (this.body.length == 0) ? -1 : this.body.length);
		try (OutputStream out = exchange.getResponseBody()) {
			if (this.body.length > 0) {
				out.write(this.body);
			}
		}
	}

}
