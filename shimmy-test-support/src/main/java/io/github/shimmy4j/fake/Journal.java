package io.github.shimmy4j.fake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import com.sun.net.httpserver.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The last chat requests, newest last; bounded, since load tests use fakes too. */
final class Journal {

	private static final int ENTRIES = 100;

	private static final int LARGEST_BODY = 64 * 1024;

	private static final List<String> HEADERS = List.of("Authorization", "x-api-key", "Origin", "Content-Type",
			"Accept", "User-Agent");

	private final Deque<ObjectNode> entries = new ArrayDeque<>();

	void add(Headers headers, byte[] body) {
		ObjectNode entry = Json.object();
		ObjectNode selected = entry.putObject("headers");
		for (String name : HEADERS) {
			@Nullable String value = headers.getFirst(name);
			if (value != null) {
				selected.put(name, value);
			}
		}
		entry.set("body", readable(body));
		synchronized (this.entries) {
			this.entries.addLast(entry);
			if (this.entries.size() > ENTRIES) {
				this.entries.removeFirst();
			}
		}
	}

	ArrayNode all() {
		synchronized (this.entries) {
			return Json.array().addAll(List.copyOf(this.entries));
		}
	}

	private static JsonNode readable(byte[] body) {
		if (body.length > LARGEST_BODY) {
			return StringNode.valueOf("<" + body.length + " bytes>");
		}
		try {
			return Json.parse(body);
		}
		catch (JacksonException ex) {
			return StringNode.valueOf(new String(body, StandardCharsets.UTF_8));
		}
	}

}
