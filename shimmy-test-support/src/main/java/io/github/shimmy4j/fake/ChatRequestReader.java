package io.github.shimmy4j.fake;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.fake.Generation.Trait;

/**
 * Reads a chat request as strictly as shimmy's deserializer, and fails with the same
 * messages, except for their column numbers.
 */
final class ChatRequestReader {

	private static final int DEFAULT_MAX_TOKENS = 256;

	private static final int LARGEST_MAX_TOKENS = 131072;

	private final Generation generation;

	ChatRequestReader(Generation generation) {
		this.generation = generation;
	}

	ChatRequest read(byte[] body) {
		JsonNode root = tree(body);
		if (!root.isObject()) {
			throw RefusedException.undeserializable("invalid type: " + type(root) + ", expected a map");
		}
		String model = text(required(root, "model"), "model");
		List<ChatRequest.Message> messages = messages(required(root, "messages"));
		boolean streamsByDefault = this.generation.has(Trait.STREAMS_BY_DEFAULT);
		boolean stream = flag(root.get("stream"), "stream", streamsByDefault);
		JsonNode options = root.get("stream_options");
		boolean usage = this.generation.has(Trait.COUNTS_USAGE) && options != null
				&& flag(options.get("include_usage"), "stream_options.include_usage", false);
		ChatRequest request = new ChatRequest(model, messages, stream, usage, maxTokens(root), stop(root.get("stop")),
				ChatRequest.words(messages));
		check(request);
		return request;
	}

	private JsonNode tree(byte[] body) {
		try {
			return Json.parse(body);
		}
		catch (JacksonException ex) {
			throw new RefusedException(
					Reply.text(400, "Failed to parse the request body as JSON: " + ex.getOriginalMessage()));
		}
	}

	private void check(ChatRequest request) {
		if (!this.generation.has(Trait.CHECKS_REQUEST)) {
			return;
		}
		if (request.messages().isEmpty()) {
			throw RefusedException.openAi(400, "invalid_messages", "messages must not be empty", "messages");
		}
		if (request.maxTokens() < 1 || request.maxTokens() > LARGEST_MAX_TOKENS) {
			throw RefusedException.openAi(400, "invalid_max_tokens", "max_tokens must be between 1 and 131072",
					"max_tokens");
		}
	}

	private List<ChatRequest.Message> messages(JsonNode nodes) {
		if (!nodes.isArray()) {
			throw RefusedException.undeserializable("messages: invalid type: " + type(nodes) + ", expected a sequence");
		}
		List<ChatRequest.Message> messages = new ArrayList<>();
		for (JsonNode node : nodes) {
			String where = "messages[" + messages.size() + "]";
			String role = text(required(node, "role"), where + ".role");
			messages.add(new ChatRequest.Message(role, content(required(node, "content"), where + ".content")));
		}
		return messages;
	}

	private String content(JsonNode node, String where) {
		if (this.generation.has(Trait.TEXT_CONTENT_ONLY) || !node.isArray()) {
			return text(node, where);
		}
		List<String> parts = new ArrayList<>();
		for (JsonNode part : node) {
			if (!"text".equals(part.path("type").asString(""))) {
				throw RefusedException.openAi(400, "unsupported_media", "Only text content is supported", "messages");
			}
			parts.add(text(required(part, "text"), where));
		}
		return String.join("\n", parts);
	}

	private int maxTokens(JsonNode root) {
		JsonNode node = root.get("max_tokens");
		if (node == null || node.isNull()) {
			return DEFAULT_MAX_TOKENS;
		}
		if (!node.isIntegralNumber() || node.asLong() < 0) {
			throw RefusedException.undeserializable("max_tokens: invalid type: " + type(node) + ", expected usize");
		}
		return (int) Math.min(node.asLong(), Integer.MAX_VALUE);
	}

	private List<String> stop(@Nullable JsonNode node) {
		List<String> stop = new ArrayList<>();
		if (node != null && node.isString()) {
			stop.add(node.asString());
		}
		else if (node != null) {
			node.forEach((each) -> stop.add(text(each, "stop")));
		}
		return stop;
	}

	private static JsonNode required(JsonNode node, String name) {
		JsonNode value = node.get(name);
		if (value == null) {
			throw RefusedException.undeserializable("missing field `" + name + "`");
		}
		return value;
	}

	private static String text(JsonNode node, String where) {
		if (!node.isString()) {
			throw RefusedException.undeserializable(where + ": invalid type: " + type(node) + ", expected a string");
		}
		return node.asString();
	}

	private static boolean flag(@Nullable JsonNode node, String where, boolean otherwise) {
		if (node == null || node.isNull()) {
			return otherwise;
		}
		if (!node.isBoolean()) {
			throw RefusedException.undeserializable(where + ": invalid type: " + type(node) + ", expected a boolean");
		}
		return node.asBoolean();
	}

	private static String type(JsonNode node) {
		return switch (node.getNodeType()) {
			case ARRAY -> "sequence";
			case OBJECT -> "map";
			case NULL -> "null";
			case NUMBER -> "integer `" + node + "`";
			case BOOLEAN -> "boolean `" + node + "`";
			default -> "string " + node;
		};
	}

}
