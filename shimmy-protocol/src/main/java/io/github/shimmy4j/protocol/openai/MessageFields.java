package io.github.shimmy4j.protocol.openai;

import java.util.List;

import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Part;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the messages of a conversation as OpenAI's. */
final class MessageFields {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	/** OpenAI has no field that says so. */
	private static final Part.Text FAILED = new Part.Text("The tool has failed:");

	private MessageFields() {
	}

	static ArrayNode of(List<Message> messages) {
		ArrayNode all = MAPPER.createArrayNode();
		for (Message message : messages) {
			switch (message.role()) {
				case SYSTEM -> content(all.addObject().put(Fields.ROLE, "system"), message.parts());
				case USER -> content(all.addObject().put(Fields.ROLE, "user"), message.parts());
				case ASSISTANT -> assistant(all.addObject().put(Fields.ROLE, "assistant"), message.parts());
				case TOOL -> message.parts().forEach((part) -> result(all.addObject(), (Part.ToolResult) part));
			}
		}
		return all;
	}

	private static void result(ObjectNode json, Part.ToolResult result) {
		json.put(Fields.ROLE, "tool").put(Fields.TOOL_CALL_ID, result.callId());
		if (result.name() != null) {
			json.put(Fields.NAME, result.name());
		}
		if (!result.failed()) {
			content(json, result.content());
		}
		else if (result.content().size() == 1 && result.content().get(0) instanceof Part.Text text) {
			json.put(Fields.CONTENT, FAILED.text() + "\n" + text.text());
		}
		else {
			ArrayNode parts = json.putArray(Fields.CONTENT);
			add(parts, FAILED);
			result.content().forEach((part) -> add(parts, part));
		}
	}

	/** One text is a string, which every server reads; more is a list of parts. */
	private static void content(ObjectNode json, List<? extends Part> said) {
		if (said.isEmpty()) {
			json.put(Fields.CONTENT, "");
		}
		else if (said.size() == 1 && said.get(0) instanceof Part.Text text) {
			json.put(Fields.CONTENT, text.text());
		}
		else {
			ArrayNode parts = json.putArray(Fields.CONTENT);
			said.forEach((part) -> add(parts, part));
		}
	}

	private static void add(ArrayNode parts, Part part) {
		if (part instanceof Part.Text text) {
			parts.addObject().put(Fields.TYPE, Fields.TEXT).put(Fields.TEXT, text.text());
			return;
		}
		String url = (part instanceof Part.Image image) ? "data:" + image.mediaType() + ";base64," + image.base64()
				: ((Part.LinkedImage) part).url();
		parts.addObject().put(Fields.TYPE, "image_url").putObject("image_url").put("url", url);
	}

	private static void assistant(ObjectNode json, List<Part> said) {
		List<Part> texts = said.stream().filter(Part.Text.class::isInstance).toList();
		List<Part.ToolCall> calls = only(Part.ToolCall.class, said);
		if (texts.isEmpty() && !calls.isEmpty()) {
			json.putNull(Fields.CONTENT);
		}
		else {
			content(json, texts);
		}
		List<Part.Thinking> thinking = only(Part.Thinking.class, said);
		if (!thinking.isEmpty()) {
			json.put(Fields.REASONING_CONTENT, String.join("\n", thinking.stream().map(Part.Thinking::text).toList()));
		}
		if (calls.isEmpty()) {
			return;
		}
		ArrayNode all = json.putArray(Fields.TOOL_CALLS);
		for (Part.ToolCall call : calls) {
			all.addObject()
				.put(Fields.ID, call.id())
				.put(Fields.TYPE, Fields.FUNCTION)
				.putObject(Fields.FUNCTION)
				.put(Fields.NAME, call.name())
				.put(Fields.ARGUMENTS, call.arguments());
		}
	}

	private static <T> List<T> only(Class<T> type, List<Part> parts) {
		return parts.stream().filter(type::isInstance).map(type::cast).toList();
	}

}
