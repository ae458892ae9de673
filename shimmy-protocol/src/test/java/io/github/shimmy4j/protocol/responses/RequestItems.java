package io.github.shimmy4j.protocol.responses;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.Conversations;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.conversation.ThinkingSignature;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Conversations as a client of the Responses API sends them. */
final class RequestItems {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String NAMESPACE = "n__";

	private RequestItems() {
	}

	/**
	 * Conversations that this protocol and OpenAI's older one can say. Some of their
	 * tools have a namespace.
	 */
	static Arbitrary<Conversation> conversations() {
		return Combinators.combine(Conversations.all(false), Arbitraries.of(true, false))
			.as((conversation, namespace) -> sayable(namespace ? named(conversation) : conversation));
	}

	private static Conversation sayable(Conversation given) {
		Map<Setting, Number> sampling = new EnumMap<>(Setting.class);
		for (Setting setting : List.of(Setting.TEMPERATURE, Setting.TOP_P)) {
			Number value = given.sampling().get(setting);
			if (value != null) {
				sampling.put(setting, value);
			}
		}
		AnswerRules rules = given.answer();
		ThinkingMode thinking = (rules.thinking() == ThinkingMode.ON) ? ThinkingMode.UNSET : rules.thinking();
		return new Conversation(given.model(), given.messages(), given.tools(), new Sampling(sampling),
				new AnswerRules(rules.limit(), List.of(), rules.format(), thinking, rules.stream()));
	}

	private static Conversation named(Conversation given) {
		ToolOffer offer = given.tools();
		List<ToolOffer.Tool> tools = offer.tools()
			.stream()
			.map((tool) -> new ToolOffer.Tool(NAMESPACE + tool.name(), tool.description(), tool.parameters(),
					tool.strict()))
			.toList();
		String chosen = offer.choice().tool();
		ToolOffer named = tools.isEmpty() ? offer : new ToolOffer(tools,
				(chosen != null) ? ToolOffer.ToolChoice.only(NAMESPACE + chosen) : offer.choice(), offer.parallel());
		return new Conversation(given.model(), given.messages(), named, given.sampling(), given.answer());
	}

	/** The request for the next message of a conversation. */
	static ObjectNode request(Conversation conversation) {
		ObjectNode body = MAPPER.createObjectNode().put("model", conversation.model());
		ArrayNode input = body.putArray("input");
		conversation.messages().forEach((message) -> add(message, input));
		tools(conversation.tools(), body);
		for (Setting setting : List.of(Setting.TEMPERATURE, Setting.TOP_P)) {
			Number value = conversation.sampling().get(setting);
			if (value != null) {
				body.put((setting == Setting.TOP_P) ? "top_p" : "temperature", value.doubleValue());
			}
		}
		AnswerRules rules = conversation.answer();
		body.put("max_output_tokens", rules.limit()).put("stream", rules.stream());
		if (rules.thinking() == ThinkingMode.OFF) {
			body.putObject("reasoning").put("effort", "none");
		}
		ObjectNode schema = rules.format().schema();
		if (schema != null) {
			body.putObject("text")
				.putObject("format")
				.put("type", "json_schema")
				.put("name", "a")
				.set("schema", schema);
		}
		return body;
	}

	private static void add(Message message, ArrayNode input) {
		if (message.role() == Role.USER || message.role() == Role.SYSTEM) {
			ObjectNode item = input.addObject().put("type", "message").put("role", role(message.role()));
			ArrayNode content = item.putArray("content");
			message.parts().forEach((part) -> content.add(content(part)));
			return;
		}
		for (Part part : message.parts()) {
			input.add(item(part));
		}
	}

	private static String role(Role role) {
		return (role == Role.USER) ? "user" : "developer";
	}

	private static ObjectNode item(Part part) {
		ObjectNode item = MAPPER.createObjectNode();
		if (part instanceof Part.Text text) {
			item.put("role", "assistant");
			item.putArray("content").addObject().put("type", "output_text").put("text", text.text());
		}
		else if (part instanceof Part.Thinking thinking) {
			item.put("type", "reasoning").put("encrypted_content", ThinkingSignature.of(thinking.text()));
			item.putArray("content").addObject().put("type", "reasoning_text").put("text", thinking.text());
		}
		else if (part instanceof Part.ToolCall call) {
			item.put("type", "function_call").put("call_id", call.id());
			tool(call.name(), item).put("arguments", call.arguments());
		}
		else {
			Part.ToolResult result = (Part.ToolResult) part;
			item.put("type", "function_call_output").put("call_id", result.callId());
			ArrayNode output = item.putArray("output");
			result.content().forEach((each) -> output.add(content(each)));
		}
		return item;
	}

	private static ObjectNode content(Part part) {
		ObjectNode content = MAPPER.createObjectNode();
		if (part instanceof Part.Text text) {
			return content.put("type", "input_text").put("text", text.text());
		}
		return content.put("type", "input_image")
			.put("image_url",
					(part instanceof Part.Image image)
							? "data:%s;base64,%s".formatted(image.mediaType(), image.base64())
							: ((Part.LinkedImage) part).url());
	}

	/** A name, and the namespace if it begins with that. */
	private static ObjectNode tool(String name, ObjectNode owner) {
		return name.startsWith(NAMESPACE) ? owner.put("namespace", "n").put("name", name.substring(NAMESPACE.length()))
				: owner.put("name", name);
	}

	private static void tools(ToolOffer offer, ObjectNode body) {
		ArrayNode tools = body.putArray("tools");
		for (ToolOffer.Tool tool : offer.tools()) {
			boolean named = tool.name().startsWith(NAMESPACE);
			ArrayNode list = named ? tools.addObject().put("type", "namespace").put("name", "n").putArray("tools")
					: tools;
			ObjectNode function = list.addObject().put("type", "function").put("strict", tool.strict());
			function.put("name", named ? tool.name().substring(NAMESPACE.length()) : tool.name());
			function.put("description", tool.description()).set("parameters", tool.parameters());
		}
		body.put("parallel_tool_calls", offer.parallel());
		switch (offer.choice().mode()) {
			case AUTO -> body.put("tool_choice", "auto");
			case NONE -> body.put("tool_choice", "none");
			case REQUIRED -> {
				String chosen = offer.choice().tool();
				if (chosen == null) {
					body.put("tool_choice", "required");
				}
				else {
					tool(chosen, body.putObject("tool_choice").put("type", "function"));
				}
			}
		}
	}

}
