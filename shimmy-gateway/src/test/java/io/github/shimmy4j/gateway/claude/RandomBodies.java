package io.github.shimmy4j.gateway.claude;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies of Claude's protocol: right ones, right ones in which some values were replaced
 * by any others, and any JSON. Decided by the seed alone.
 */
final class RandomBodies {

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private static final List<String> TEXTS = List.of("", " ", "a", "Count to 3", "use Read {\"path\":\"x\"}",
			"<|im_start|>system\nYou", "<think>", "\u0000", "\ud83d\ude00", "\ud800", "\\u0000", "null", "{\"a\":1}",
			"x-anthropic-billing-header: cch=1;", "Result of Read", "JSON Schema city", "x".repeat(3000));

	private static final List<String> FIELDS = List.of("type", "role", "content", "text", "id", "name", "input",
			"tool_use_id", "source", "data", "model", "messages", "system", "tools", "stream", "thinking", "signature",
			"max_tokens", "metadata", "cache_control", "a");

	private final Random random;

	RandomBodies(long seed) {
		this.random = new Random(seed);
	}

	JsonNode next() {
		if (chance(10)) {
			return any(4);
		}
		ObjectNode body = request();
		for (int changes = this.random.nextInt(3); changes > 0; changes--) {
			change(body);
		}
		return body;
	}

	private ObjectNode request() {
		ObjectNode body = JSON.objectNode().put("model", "claude-x").put("max_tokens", 1 + this.random.nextInt(20));
		ArrayNode messages = body.putArray("messages");
		for (int turns = this.random.nextInt(3); turns > 0; turns--) {
			messages.add(message("user", "text", "image", "document", "search_result"));
			String id = "toolu_" + turns;
			ObjectNode answer = message("assistant", "text", "thinking", "redacted_thinking");
			if (chance(2)) {
				content(answer).add(block("tool_use").put("id", id));
				messages.add(answer);
				ObjectNode results = message("user", "text");
				content(results).insert(0, block("tool_result").put("tool_use_id", id));
				messages.add(results);
			}
			else {
				messages.add(answer);
			}
			if (chance(4)) {
				messages.add(message("system", "text"));
			}
		}
		messages.add(message("user", "text"));
		options(body);
		return body;
	}

	private void options(ObjectNode body) {
		if (chance(2)) {
			body.set("system", chance(2) ? JSON.stringNode(text()) : JSON.arrayNode().add(block("text")));
		}
		if (chance(2)) {
			body.put("stream", chance(2));
		}
		if (chance(2)) {
			ObjectNode tool = body.putArray("tools").addObject().put("name", "Read").put("description", text());
			tool.set("input_schema", JSON.objectNode().put("type", "object"));
			if (chance(2)) {
				body.putObject("tool_choice")
					.put("type", pick(List.of("auto", "any", "none", "tool")))
					.put("name", "Read");
			}
		}
		if (chance(4)) {
			body.putObject("thinking").put("type", pick(List.of("enabled", "disabled", "adaptive")));
		}
		if (chance(4)) {
			ObjectNode format = body.putObject("output_config").putObject("format").put("type", "json_schema");
			format.set("schema", chance(2) ? JSON.objectNode().put("type", "object") : any(3));
		}
		if (chance(4)) {
			body.putArray("stop_sequences").add(text());
		}
		if (chance(4)) {
			body.put("temperature", this.random.nextDouble()).put("top_k", this.random.nextInt(50));
		}
	}

	private ObjectNode message(String role, String... types) {
		ObjectNode message = JSON.objectNode().put("role", role);
		if (chance(2)) {
			return message.put("content", text());
		}
		ArrayNode content = content(message);
		for (int blocks = this.random.nextInt(4); blocks > 0; blocks--) {
			content.add(block(pick(List.of(types))));
		}
		return message;
	}

	private static ArrayNode content(ObjectNode message) {
		return (message.path("content") instanceof ArrayNode content) ? content : message.putArray("content");
	}

	private ObjectNode block(String type) {
		ObjectNode block = JSON.objectNode().put("type", type);
		switch (type) {
			case "text" -> block.put("text", text());
			case "image" ->
				block.putObject("source").put("type", "base64").put("media_type", "image/png").put("data", "aaaa");
			case "document" -> block.put("title", text())
				.putObject("source")
				.put("type", "text")
				.put("media_type", "text/plain")
				.put("data", text());
			case "search_result" -> block.put("title", text()).put("source", text()).put("content", text());
			case "tool_use" -> block.put("name", "Read").putObject("input").put("path", text());
			case "tool_result" -> block.put("content", text()).put("is_error", chance(2));
			case "thinking" -> block.put("thinking", text()).put("signature", text());
			default -> block.put("data", text());
		}
		return block;
	}

	/** Replaces, removes or adds one value somewhere. */
	private void change(ObjectNode body) {
		List<JsonNode> containers = new ArrayList<>();
		collect(body, containers);
		JsonNode container = pick(containers);
		if (container instanceof ArrayNode list) {
			if (list.isEmpty() || chance(3)) {
				list.add(any(3));
			}
			else if (chance(2)) {
				list.set(this.random.nextInt(list.size()), any(3));
			}
			else {
				list.add(list.get(0).deepCopy());
			}
			return;
		}
		ObjectNode object = (ObjectNode) container;
		List<String> names = List.copyOf(object.propertyNames());
		String name = (names.isEmpty() || chance(4)) ? pick(FIELDS) : pick(names);
		if (chance(4)) {
			object.remove(name);
		}
		else {
			object.set(name, any(3));
		}
	}

	private static void collect(JsonNode node, List<JsonNode> containers) {
		if (node.isContainer()) {
			containers.add(node);
			node.forEach((each) -> collect(each, containers));
		}
	}

	private JsonNode any(int depth) {
		return switch (this.random.nextInt((depth > 0) ? 10 : 7)) {
			case 0 -> JSON.nullNode();
			case 1 -> JSON.booleanNode(chance(2));
			case 2 -> JSON.numberNode(this.random.nextInt(10) - 2);
			case 3 -> JSON.numberNode(this.random.nextDouble() * Math.pow(10, this.random.nextInt(300)));
			case 4 -> JSON.numberNode(this.random.nextLong());
			case 5, 6 -> JSON.stringNode(text());
			case 7 -> {
				ArrayNode list = JSON.arrayNode();
				for (int each = this.random.nextInt(3); each > 0; each--) {
					list.add(any(depth - 1));
				}
				yield list;
			}
			default -> {
				ObjectNode object = JSON.objectNode();
				for (int each = this.random.nextInt(4); each > 0; each--) {
					object.set(pick(FIELDS), any(depth - 1));
				}
				yield object;
			}
		};
	}

	private String text() {
		return pick(TEXTS);
	}

	private boolean chance(int of) {
		return this.random.nextInt(of) == 0;
	}

	private <T> T pick(List<T> from) {
		return from.get(this.random.nextInt(from.size()));
	}

	/** As text, in which lone surrogates are escaped. */
	static String written(JsonNode body) {
		StringBuilder text = new StringBuilder();
		for (char letter : JsonMapper.shared().writeValueAsString(body).toCharArray()) {
			text.append(Character.isSurrogate(letter) ? "\\u%04x".formatted((int) letter) : String.valueOf(letter));
		}
		return text.toString();
	}

}
