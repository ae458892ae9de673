package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.failure.ShimmyException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings the message, or the delta, of any server's choice into OpenAI's form. */
final class MessageShape {

	private static final String FUNCTION = "function";

	private static final String ARGUMENTS = "arguments";

	private MessageShape() {
	}

	/**
	 * The message of a choice, which is changed. Some servers send it under the field's
	 * other name.
	 * @param choice what the server sent
	 * @param name field that it belongs into
	 * @param otherName the other field
	 * @return the message, with text as content and text as arguments of each tool call
	 * @throws ShimmyException INVALID_RESPONSE if it has the form of the older
	 * {@code /completions}
	 */
	static ObjectNode of(ObjectNode choice, String name, String otherName) {
		JsonNode said = choice.path(name).isObject() ? choice.path(name) : choice.path(otherName);
		if (!(said instanceof ObjectNode message)) {
			if (!choice.path(Fields.TEXT).asString("").isEmpty()) {
				throw ServerError.unreadable(
						"The server answers as the older /completions does, with 'text' in place of '" + name + "'",
						choice.toString());
			}
			return JsonMapper.shared().createObjectNode();
		}
		content(message);
		toolCalls(message);
		return message;
	}

	/** Content may be a list of parts, of which the texts count. */
	private static void content(ObjectNode message) {
		JsonNode content = message.path(Fields.CONTENT);
		if (content.isArray()) {
			StringBuilder text = new StringBuilder();
			content.forEach((part) -> text.append(part.path(Fields.TEXT).asString("")));
			message.put(Fields.CONTENT, text.toString());
		}
		else if (!content.isMissingNode() && !content.isString() && !content.isNull()) {
			message.put(Fields.CONTENT,
					content.isObject() ? content.path(Fields.TEXT).asString("") : content.asString(""));
		}
	}

	private static void toolCalls(ObjectNode message) {
		if (!(message.path(Fields.TOOL_CALLS) instanceof ArrayNode calls)) {
			message.remove(Fields.TOOL_CALLS);
			return;
		}
		int position = 0;
		for (JsonNode each : calls) {
			if (each instanceof ObjectNode call) {
				call.put(Fields.INDEX, call.path(Fields.INDEX).asInt(position));
				if (call.path(FUNCTION) instanceof ObjectNode function && function.path(ARGUMENTS).isContainer()) {
					function.put(ARGUMENTS, function.path(ARGUMENTS).toString());
				}
			}
			position++;
		}
	}

}
