package io.github.shimmy4j.gateway.claude;

import java.util.Map;
import java.util.regex.Pattern;

import io.github.shimmy4j.gateway.call.ChatNames;
import tools.jackson.databind.JsonNode;

/**
 * The names that a client has used for the fields of its request in OpenAI's form, so
 * that a refusal names what the client has written.
 *
 * @param format field of the answer's format
 * @param messages number of messages
 * @param image number of the first message with an image; -1 if there is none
 */
record ClaudeNames(String format, int messages, int image) {

	private static final String MESSAGES = "messages";

	private static final Pattern MESSAGE = Pattern.compile("messages\\[\\d+]");

	/** Only at the beginning: properties of a schema may have the same names. */
	private static final Pattern PARAMETERS = Pattern.compile("^(tools\\[\\d+])\\.parameters\\b");

	private static final Map<String, String> OTHERS = Map.of("enable_thinking", "thinking", "parallel_tool_calls",
			"tool_choice.disable_parallel_tool_use", "stop", "stop_sequences");

	/** The names of a request that was read well. */
	static ClaudeNames of(JsonNode body) {
		JsonNode messages = body.path(MESSAGES);
		int image = 0;
		while (image < messages.size() && !hasImage(messages.get(image).path("content"))) {
			image++;
		}
		return new ClaudeNames(
				body.path("output_config").path("format").isObject() ? "output_config.format" : "output_format",
				messages.size(), (image < messages.size()) ? image : -1);
	}

	/** Also in the result of a tool, or in a document. */
	private static boolean hasImage(JsonNode content) {
		for (JsonNode block : content) {
			if (block.path("type").asString("").equals("image") || hasImage(block.path("content"))
					|| hasImage(block.path("source").path("content"))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Finds the name of a field.
	 * @param field path of the field in OpenAI's form
	 */
	String of(String field) {
		if (ChatNames.isFormat(field)) {
			return ChatNames.withFormat(field, this.format);
		}
		if (ChatNames.isTool(field)) {
			String tool = ChatNames.withTool(field, "tools[%d]"::formatted);
			return PARAMETERS.matcher(tool).replaceFirst("$1.input_schema");
		}
		if (field.startsWith("tool_choice.function")) {
			return "tool_choice" + field.substring("tool_choice.function".length());
		}
		if (MESSAGE.matcher(field).lookingAt()) {
			return message(field);
		}
		return OTHERS.getOrDefault(field, field);
	}

	/** Messages were joined and split, so their numbers are others. */
	private String message(String field) {
		if (field.endsWith(".content") && this.image >= 0) {
			return "%s[%d].content".formatted(MESSAGES, this.image);
		}
		return field.endsWith("].role") ? "%s[%d].role".formatted(MESSAGES, this.messages - 1) : MESSAGES;
	}

}
