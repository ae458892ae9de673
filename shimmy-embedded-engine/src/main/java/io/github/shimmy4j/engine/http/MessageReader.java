package io.github.shimmy4j.engine.http;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.generation.PromptTooLongException;
import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.Prompt;

/**
 * Reads the messages of a chat. Their content is a text or a list of texts. Calls and
 * results of tools were made plain messages before.
 */
final class MessageReader {

	private MessageReader() {
	}

	static List<ChatMessage> read(JsonNode nodes, int contextLength) {
		if (!nodes.isArray()) {
			throw FieldReader.wrong(nodes, "messages", "a sequence");
		}
		if (nodes.isEmpty()) {
			throw RefusedException.bad("invalid_messages", "messages must not be empty", "messages");
		}
		if (nodes.size() > contextLength) {
			// Each message has at least one token. Reading thousands would take several
			// times their bytes in memory.
			throw new PromptTooLongException(Prompt.tooLong(nodes.size()), contextLength);
		}
		List<ChatMessage> messages = new ArrayList<>();
		for (JsonNode node : nodes) {
			messages.add(message(node, "messages[" + messages.size() + "]"));
		}
		return messages;
	}

	/**
	 * Checks the messages that neither call a tool nor tell a result.
	 * @param nodes the messages as the client wrote them
	 */
	static void check(JsonNode nodes) {
		int position = 0;
		for (JsonNode node : nodes) {
			if (!node.hasNonNull("tool_calls") && !"tool".equals(node.path("role").asString(""))) {
				message(node, "messages[" + position + "]");
			}
			position++;
		}
	}

	private static ChatMessage message(JsonNode node, String where) {
		FieldReader fields = new FieldReader(node, where);
		String role = role(fields.text("role"), where);
		return new ChatMessage(role, content(fields.required("content"), where + ".content"));
	}

	private static String role(String role, String where) {
		return switch (role) {
			case "system", "developer" -> "system";
			case "user", "assistant" -> role;
			default -> throw RefusedException.bad("invalid_messages",
					where + ".role must be one of system, developer, user, assistant, tool", where + ".role");
		};
	}

	private static String content(JsonNode node, String where) {
		if (!node.isArray()) {
			return FieldReader.text(node, where);
		}
		List<String> parts = new ArrayList<>();
		for (JsonNode part : node) {
			FieldReader fields = new FieldReader(part, where + "[" + parts.size() + "]");
			if (!"text".equals(fields.text("type"))) {
				throw RefusedException.bad("unsupported_media", "Only text content is supported", "messages");
			}
			parts.add(fields.text("text"));
		}
		return String.join("\n", parts);
	}

}
