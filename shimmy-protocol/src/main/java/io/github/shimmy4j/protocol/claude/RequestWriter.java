package io.github.shimmy4j.protocol.claude;

import java.util.List;

import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.ExactJson;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a conversation as a request to Claude. What Claude has no field for is left out:
 * most settings of the sampling, a form of JSON without a schema, and thinking, which
 * Claude only takes with its own signature. So is what Claude refuses: texts and stops
 * that are blank, and settings that exclude each other. The effort of thinking and the
 * name of the client's user are not carried.
 */
public final class RequestWriter {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String TYPE = "type";

	private static final String CONTENT = "content";

	private static final String NAME = "name";

	/** Claude's own lower bound. */
	private static final int LEAST_BUDGET = 1024;

	/** Of a request with thinking. */
	private static final double LEAST_TOP_P = 0.95;

	private RequestWriter() {
	}

	/**
	 * Writes a request.
	 * @param conversation the conversation
	 * @param limit most tokens of an answer that has no limit, since Claude requires one
	 * @return the body
	 * @throws InvalidFieldException if no message says anything
	 */
	public static ObjectNode request(Conversation conversation, int limit) {
		ObjectNode json = MAPPER.createObjectNode().put("model", conversation.model());
		AnswerRules rules = conversation.answer();
		int most = (rules.limit() != null) ? rules.limit() : limit;
		json.put("max_tokens", most);
		messages(conversation.messages(), json);
		tools(conversation.tools(), json);
		boolean thinks = rules.thinking() == ThinkingMode.ON && most > LEAST_BUDGET && canThink(conversation);
		sampling(conversation.sampling(), thinks, json);
		rules.stops()
			.stream()
			.filter((stop) -> !stop.isBlank())
			.forEach((stop) -> json.withArray("stop_sequences").add(stop));
		if (rules.format().schema() != null) {
			json.putObject("output_config")
				.putObject("format")
				.put(TYPE, "json_schema")
				.set("schema", rules.format().schema());
		}
		if (thinks) {
			json.putObject("thinking").put(TYPE, "enabled").put("budget_tokens", Math.max(LEAST_BUDGET, most / 2));
		}
		else if (rules.thinking() == ThinkingMode.OFF) {
			json.putObject("thinking").put(TYPE, "disabled");
		}
		return json.put("stream", rules.stream());
	}

	/**
	 * A call must be preceded by Claude's own thinking, which is left out, and must be
	 * the model's choice.
	 */
	private static boolean canThink(Conversation conversation) {
		List<Message> messages = conversation.messages();
		return conversation.tools().choice().mode() != ToolOffer.Mode.REQUIRED
				&& messages.get(messages.size() - 1).role() != Role.TOOL;
	}

	private static void messages(List<Message> messages, ObjectNode json) {
		int first = 0;
		ArrayNode system = MAPPER.createArrayNode();
		while (first < messages.size() && messages.get(first).role() == Role.SYSTEM) {
			content(system, messages.get(first++).parts());
		}
		if (!system.isEmpty()) {
			json.set("system", system);
		}
		ArrayNode all = json.putArray("messages");
		for (Message message : messages.subList(first, messages.size())) {
			ArrayNode content = MAPPER.createArrayNode();
			content(content, message.parts());
			if (!content.isEmpty()) {
				all.addObject().put("role", role(message.role())).set(CONTENT, content);
			}
		}
		if (all.isEmpty()) {
			throw InvalidFieldException.rejected("messages", all, "a list of at least one message with content");
		}
	}

	private static String role(Role role) {
		return switch (role) {
			case SYSTEM -> "system";
			case ASSISTANT -> "assistant";
			case USER, TOOL -> "user";
		};
	}

	private static void content(ArrayNode blocks, List<? extends Part> parts) {
		for (Part part : parts) {
			if (part instanceof Part.Text text && text.text().isBlank()) {
				continue;
			}
			if (part instanceof Part.Text text) {
				blocks.addObject().put(TYPE, "text").put("text", text.text());
			}
			else if (part instanceof Part.Image image) {
				blocks.addObject()
					.put(TYPE, "image")
					.putObject("source")
					.put(TYPE, "base64")
					.put("media_type", image.mediaType())
					.put("data", image.base64());
			}
			else if (part instanceof Part.LinkedImage image) {
				blocks.addObject().put(TYPE, "image").putObject("source").put(TYPE, "url").put("url", image.url());
			}
			else if (part instanceof Part.ToolCall call) {
				blocks.addObject()
					.put(TYPE, "tool_use")
					.put("id", call.id())
					.put(NAME, call.name())
					.set("input", input(call.arguments()));
			}
			else if (part instanceof Part.ToolResult result) {
				ObjectNode json = blocks.addObject().put(TYPE, "tool_result").put("tool_use_id", result.callId());
				content(json.putArray(CONTENT), result.content());
				json.put("is_error", result.failed());
			}
		}
	}

	/** Claude takes objects only; a model may have written anything. */
	private static ObjectNode input(String arguments) {
		try {
			JsonNode input = ExactJson.read(arguments);
			if (input instanceof ObjectNode object) {
				return object;
			}
		}
		catch (JacksonException ex) {
			// Told to Claude as it is.
		}
		return MAPPER.createObjectNode().put("arguments", arguments);
	}

	private static void tools(ToolOffer offer, ObjectNode json) {
		if (offer.tools().isEmpty()) {
			return;
		}
		ArrayNode tools = json.putArray("tools");
		for (ToolOffer.Tool tool : offer.tools()) {
			ObjectNode one = tools.addObject().put(NAME, tool.name());
			if (tool.description() != null) {
				one.put("description", tool.description());
			}
			if (tool.parameters() != null) {
				one.set("input_schema", tool.parameters());
			}
			else {
				one.putObject("input_schema").put(TYPE, "object");
			}
			if (tool.strict()) {
				one.put("strict", true);
			}
		}
		ToolChoice choice = offer.choice();
		if (choice.equals(ToolChoice.AUTO) && offer.parallel()) {
			return;
		}
		ObjectNode said = json.putObject("tool_choice").put(TYPE, switch (choice.mode()) {
			case AUTO -> "auto";
			case NONE -> "none";
			case REQUIRED -> (choice.tool() != null) ? "tool" : "any";
		});
		if (choice.tool() != null) {
			said.put(NAME, choice.tool());
		}
		if (!offer.parallel()) {
			said.put("disable_parallel_tool_use", true);
		}
	}

	/**
	 * Claude takes neither a temperature nor top_k, and hardly any top_p, with thinking.
	 */
	private static void sampling(Sampling sampling, boolean thinks, ObjectNode json) {
		Number temperature = sampling.get(Setting.TEMPERATURE);
		if (temperature != null && !thinks) {
			json.put("temperature", Math.min(1, temperature.doubleValue()));
		}
		Number topP = sampling.get(Setting.TOP_P);
		if (topP != null && (!thinks || topP.doubleValue() >= LEAST_TOP_P)) {
			json.put("top_p", topP.doubleValue());
		}
		Number topK = sampling.get(Setting.TOP_K);
		if (topK != null && topK.longValue() > 0 && !thinks) {
			json.put("top_k", topK.longValue());
		}
	}

}
