package io.github.shimmy4j.protocol.openai;

import java.util.List;
import java.util.Locale;

import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a conversation as the fields of OpenAI's request. What OpenAI has no field for
 * is written as llama.cpp's server names it: {@code top_k}, {@code min_p} and the like,
 * and {@code chat_template_kwargs} for the thinking.
 */
final class ConversationFields {

	/** Template variables, of llama-server, vLLM and SGLang. */
	private static final String TEMPLATE_VARIABLES = "chat_template_kwargs";

	private static final String JSON_SCHEMA = "json_schema";

	private ConversationFields() {
	}

	static ObjectNode of(Conversation conversation) {
		ObjectNode json = JsonMapper.shared().createObjectNode().put(Fields.MODEL, conversation.model());
		json.set(Fields.MESSAGES, MessageFields.of(conversation.messages()));
		tools(conversation.tools(), json);
		conversation.sampling().values().forEach((setting, value) -> {
			String name = setting.name().toLowerCase(Locale.ROOT);
			if (setting.isWhole()) {
				json.put(name, value.longValue());
			}
			else {
				json.put(name, value.doubleValue());
			}
		});
		answer(conversation.answer(), json);
		return json;
	}

	/** Servers refuse an empty list of tools, and a choice without tools. */
	private static void tools(ToolOffer offer, ObjectNode json) {
		if (offer.tools().isEmpty()) {
			return;
		}
		ArrayNode tools = json.putArray(Fields.TOOLS);
		for (ToolOffer.Tool tool : offer.tools()) {
			ObjectNode function = tools.addObject()
				.put(Fields.TYPE, Fields.FUNCTION)
				.putObject(Fields.FUNCTION)
				.put(Fields.NAME, tool.name());
			if (tool.description() != null) {
				function.put("description", tool.description());
			}
			if (tool.parameters() != null) {
				function.set("parameters", tool.parameters());
			}
			if (tool.strict()) {
				function.put("strict", true);
			}
		}
		ToolOffer.ToolChoice choice = offer.choice();
		if (choice.tool() != null) {
			json.putObject(Fields.TOOL_CHOICE)
				.put(Fields.TYPE, Fields.FUNCTION)
				.putObject(Fields.FUNCTION)
				.put(Fields.NAME, choice.tool());
		}
		else if (choice.mode() != ToolOffer.Mode.AUTO) {
			json.put(Fields.TOOL_CHOICE, choice.mode().name().toLowerCase(Locale.ROOT));
		}
		if (!offer.parallel()) {
			json.put(Fields.PARALLEL_TOOL_CALLS, false);
		}
	}

	private static void answer(AnswerRules rules, ObjectNode json) {
		if (rules.limit() != null) {
			json.put("max_tokens", rules.limit());
		}
		List<String> stops = rules.stops();
		if (!stops.isEmpty()) {
			ArrayNode stop = json.putArray("stop");
			stops.forEach(stop::add);
		}
		format(rules.format(), json);
		if (rules.thinking() != AnswerRules.ThinkingMode.UNSET) {
			json.putObject(TEMPLATE_VARIABLES).put("enable_thinking", rules.thinking() == AnswerRules.ThinkingMode.ON);
		}
		json.put("stream", rules.stream());
	}

	private static void format(AnswerFormat format, ObjectNode json) {
		if (format.schema() != null) {
			json.putObject(Fields.RESPONSE_FORMAT)
				.put(Fields.TYPE, JSON_SCHEMA)
				.putObject(JSON_SCHEMA)
				.put(Fields.NAME, "answer")
				.set("schema", format.schema());
		}
		else if (format.kind() == AnswerFormat.Kind.JSON) {
			json.putObject(Fields.RESPONSE_FORMAT).put(Fields.TYPE, "json_object");
		}
	}

}
