package io.github.shimmy4j.gateway.claude;

import java.util.List;

import io.github.shimmy4j.gateway.RandomBodies;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of Claude's protocol. */
final class ClaudeBodies extends RandomBodies {

	private static final List<String> TEXTS = List.of("Count to 3", "use Read {\"path\":\"x\"}",
			"x-anthropic-billing-header: cch=1;", "Result of Read", "JSON Schema city");

	private static final List<String> FIELDS = List.of("type", "role", "content", "text", "id", "name", "input",
			"tool_use_id", "source", "data", "model", "messages", "system", "tools", "stream", "thinking", "signature",
			"max_tokens", "metadata", "cache_control", "a");

	ClaudeBodies(long seed) {
		super(seed, TEXTS, FIELDS);
	}

	@Override
	protected ObjectNode request() {
		ObjectNode body = JSON.objectNode().put("model", "claude-x").put("max_tokens", 1 + number(20));
		ArrayNode messages = body.putArray("messages");
		for (int turns = number(3); turns > 0; turns--) {
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
			body.put("temperature", number(1000) / 1000.0).put("top_k", number(50));
		}
	}

	private ObjectNode message(String role, String... types) {
		ObjectNode message = JSON.objectNode().put("role", role);
		if (chance(2)) {
			return message.put("content", text());
		}
		ArrayNode content = content(message);
		for (int blocks = number(4); blocks > 0; blocks--) {
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

}
