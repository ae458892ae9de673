package io.github.shimmy4j.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads requests as leniently as {@code llama-server}, and refuses with its words. */
final class LlamaRequestReader {

	private final int context;

	private final boolean templateHasTools;

	private final boolean sees;

	LlamaRequestReader(int context, boolean templateHasTools, boolean sees) {
		this.context = context;
		this.templateHasTools = templateHasTools;
		this.sees = sees;
	}

	/** Any JSON value. */
	JsonNode tree(byte[] body) {
		try {
			return Json.parse(body);
		}
		catch (JacksonException ex) {
			throw refused(500, "server_error",
					"[json.exception.parse_error.101] parse error: " + ex.getOriginalMessage());
		}
	}

	/** A chat whose prompt fits into a slot. */
	ChatRequest chat(JsonNode root) {
		List<ChatRequest.Message> messages = messages(root);
		checkFormat(root.path("response_format"));
		checkToolChoice(root.path("tool_choice"));
		LlamaGrammar.check(root.path("response_format").path("json_schema").path("schema"));
		if (this.templateHasTools && !root.path("tool_choice").asString("").equals("none")) {
			root.path("tools").forEach((tool) -> LlamaGrammar.check(tool.path("function").path("parameters")));
		}
		List<String> prompt = LlamaTokens.of(prompt(root, messages), true);
		int limit = limit(root);
		boolean stream = flag(root, "stream");
		typed(root, "temperature", "number");
		if (prompt.size() >= this.context) {
			throw new RefusedException(Reply.json(400, tooLong(prompt.size())));
		}
		boolean usage = root.path("stream_options").path("include_usage").asBoolean(false);
		return new ChatRequest(root.path("model").asString(""), messages, stream, usage,
				Math.min(limit, this.context - prompt.size()), stop(root.path("stop")), prompt);
	}

	/** A template without tools drops them. */
	String prompt(JsonNode root, List<ChatRequest.Message> messages) {
		boolean told = this.templateHasTools && !root.path("tools").isEmpty();
		return LlamaTokens.prompt(messages, told ? Json.text(root.path("tools")) : "");
	}

	/** A choice that names a tool is ignored. */
	private static void checkToolChoice(JsonNode choice) {
		if (choice.isString() && !List.of("auto", "none", "required").contains(choice.asString())) {
			throw refused(400, "invalid_request_error", "Invalid tool_choice: " + choice.asString());
		}
	}

	List<ChatRequest.Message> messages(JsonNode root) {
		if (!root.has("messages")) {
			throw refused(400, "invalid_request_error", "'messages' is required");
		}
		if (!root.path("messages").isArray()) {
			throw refused(400, "invalid_request_error", "Expected 'messages' to be an array");
		}
		List<ChatRequest.Message> messages = new ArrayList<>();
		root.path("messages").forEach((message) -> messages.add(message(message)));
		return messages;
	}

	boolean flag(JsonNode root, String name) {
		return typed(root, name, "boolean").asBoolean(false);
	}

	/** Whether the request leaves the thinking on, as it is by default. */
	boolean thinks(JsonNode root) {
		JsonNode given = root.path("chat_template_kwargs").path(LlamaThinking.SWITCH);
		if (!given.isMissingNode() && !given.isBoolean()) {
			throw refused(400, "invalid_request_error",
					"invalid type for \"enable_thinking\" (expected boolean, got %s)"
						.formatted(given.getNodeType().name().toLowerCase(Locale.ROOT)));
		}
		return given.asBoolean(true);
	}

	private ChatRequest.Message message(JsonNode message) {
		String role = message.path("role").asString("");
		if (!message.has("content") && !"assistant".equals(role)) {
			throw refused(400, "invalid_request_error", "All non-assistant messages must contain 'content'");
		}
		JsonNode content = message.path("content");
		if (!content.isString() && !content.isArray() && !content.isNull() && !content.isMissingNode()) {
			throw refused(400, "invalid_request_error", "Expected 'content' to be a string or an array");
		}
		if (role.isEmpty()) {
			throw refused(500, "server_error",
					"Failed to parse messages: Missing 'role' in message: " + Json.text(message));
		}
		return new ChatRequest.Message(role, content.isArray() ? joined(content) : content.asString(""));
	}

	private String joined(JsonNode parts) {
		List<String> texts = new ArrayList<>();
		for (JsonNode part : parts) {
			boolean isImage = "image_url".equals(part.path("type").asString(""));
			if (isImage && !this.sees) {
				throw refused(500, "server_error", "image input is not supported - hint: if this is unexpected, "
						+ "you may need to provide the mmproj");
			}
			texts.add(isImage ? "<__media__>" : part.path("text").asString(""));
		}
		return String.join("\n", texts);
	}

	private static void checkFormat(JsonNode format) {
		String type = format.path("type").asString("text");
		if (!List.of("text", "json_object", "json_schema").contains(type)) {
			throw refused(400, "invalid_request_error",
					"response_format type must be one of \"text\" or \"json_object\", but got: " + type);
		}
	}

	/** Zero means one token, and -1 no limit. */
	private static int limit(JsonNode root) {
		String name = root.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
		JsonNode value = typed(root, name, "number");
		long limit = value.isNumber() ? (long) value.doubleValue() : -1;
		if (limit < -1 || limit > Integer.MAX_VALUE) {
			throw refused(400, "invalid_request_error",
					"Field '%s': Value must be between -1 <= value <= 2147483647, but got %d".formatted(name, limit));
		}
		return (limit == -1) ? Integer.MAX_VALUE : (int) Math.max(1, limit);
	}

	private static JsonNode typed(JsonNode root, String name, String type) {
		JsonNode value = root.path(name);
		String given = value.getNodeType().name().toLowerCase(Locale.ROOT);
		if (!List.of("missing", "null", type).contains(given)) {
			throw refused(400, "invalid_request_error",
					"Field '%s': [json.exception.type_error.302] type must be %s, but is %s".formatted(name, type,
							given));
		}
		return value;
	}

	private static List<String> stop(JsonNode node) {
		List<String> stop = new ArrayList<>();
		if (node.isString()) {
			stop.add(node.asString());
		}
		node.forEach((each) -> stop.add(each.asString("")));
		return stop;
	}

	private ObjectNode tooLong(int tokens) {
		ObjectNode body = error(400, "exceed_context_size_error",
				"request (%d tokens) exceeds the available context size (%d tokens), try increasing it"
					.formatted(tokens, this.context));
		body.withObject("error").put("n_prompt_tokens", tokens).put("n_ctx", this.context);
		return body;
	}

	static RefusedException refused(int status, String type, String message) {
		return new RefusedException(Reply.json(status, error(status, type, message)));
	}

	static ObjectNode error(int status, String type, String message) {
		ObjectNode body = Json.object();
		body.putObject("error").put("code", status).put("message", message).put("type", type);
		return body;
	}

}
