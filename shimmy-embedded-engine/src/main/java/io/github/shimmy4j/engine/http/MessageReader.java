package io.github.shimmy4j.engine.http;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.generation.PromptTooLongException;
import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.Prompt;

/** Reads the messages of a chat. Their content is a text or a list of texts. */
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
			String where = "messages[" + messages.size() + "]";
			FieldReader fields = new FieldReader(node, where);
			String role = role(fields.text("role"), where);
			refuseToolCalls(fields, where);
			messages.add(new ChatMessage(role, content(fields.required("content"), where + ".content")));
		}
		return messages;
	}

	private static String role(String role, String where) {
		return switch (role) {
			case "system", "developer" -> "system";
			case "user", "assistant" -> role;
			case "tool", "function" -> throw RefusedException.bad("unsupported_parameter",
					"The embedded engine does not support tools", where);
			default -> throw RefusedException.bad("invalid_messages",
					where + ".role must be one of system, developer, user, assistant", where + ".role");
		};
	}

	private static void refuseToolCalls(FieldReader fields, String where) {
		JsonNode calls = fields.optional("tool_calls");
		if (calls != null && !(calls.isArray() && calls.isEmpty())) {
			throw RefusedException.bad("unsupported_parameter", "The embedded engine does not support tools",
					where + ".tool_calls");
		}
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
