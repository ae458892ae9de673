package io.github.shimmy4j.protocol.responses;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.AnsweredCall;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.ThinkingSignature;
import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.json.JsonMapper;

/** Reads items as messages. For one request. */
final class ItemReader {

	private static final String TYPE = "type";

	private static final String CALL_ID = "call_id";

	private static final String CONTENT = "content";

	private static final String ARGUMENTS = "arguments";

	/** Names of the tools that were called, by the ids of the calls. */
	private final Map<String, String> calls = new HashMap<>();

	/** The ids of calls that were cut by the limit on tokens, and are left out. */
	private final Set<String> cut = new HashSet<>();

	/** The ids of calls that have a result. */
	private final Set<String> results = new HashSet<>();

	private final List<Message> messages = new ArrayList<>();

	/**
	 * The messages. Thinking at the end is that of an answer which was cut, and which the
	 * client asks for again. Servers refuse a conversation that ends with it.
	 */
	List<Message> messages() {
		int end = this.messages.size();
		while (end > 0 && isThinking(this.messages.get(end - 1))) {
			end--;
		}
		return List.copyOf(this.messages.subList(0, end));
	}

	private static boolean isThinking(Message message) {
		return !message.parts().isEmpty() && message.parts().stream().allMatch(Part.Thinking.class::isInstance);
	}

	/** The application's instructions to the model, in each request. */
	void instruct(String instructions) {
		if (!instructions.isEmpty()) {
			this.messages.add(Message.of(Role.SYSTEM, new Part.Text(instructions)));
		}
	}

	/** A user's text, or items. */
	void input(RequestObject request) {
		if (request.get("input").isString()) {
			this.messages.add(Message.of(Role.USER, new Part.Text(request.text("input"))));
			return;
		}
		List<RequestObject> items = request.objects("input", ResponsesFields.ITEM_FIELD, "items");
		if (items.isEmpty()) {
			throw request.rejected("input", "a text, or a list of at least one item");
		}
		items.forEach(this::item);
	}

	/** One item. */
	private void item(RequestObject item) {
		String type = item.text(TYPE);
		switch (type.isEmpty() ? "message" : type) {
			case "message" -> message(item);
			case "function_call", "custom_tool_call" -> call(item, type);
			case "function_call_output", "custom_tool_call_output" -> result(item);
			case "reasoning" -> reasoning(item);
			default -> {
				FieldRule rule = ResponsesFields.ITEM.rule(type);
				if (rule == null || rule.treatment() != Treatment.WITHOUT_EFFECT) {
					throw item.refused(TYPE, ResponsesFields.ITEM,
							"'message', 'function_call', 'function_call_output', "
									+ "'custom_tool_call', 'custom_tool_call_output' or 'reasoning'");
				}
				item.withoutEffect(TYPE);
			}
		}
	}

	private void message(RequestObject item) {
		Role role = switch (item.text("role")) {
			case "user" -> Role.USER;
			case "assistant" -> Role.ASSISTANT;
			case "system", "developer" -> Role.SYSTEM;
			default -> throw item.rejected("role", ResponsesValues.ROLE.allowed());
		};
		this.messages.add((role == Role.USER) ? new Message(role, List.copyOf(PartReader.content(item, CONTENT)))
				: new Message(role, PartReader.texts(item, CONTENT)));
	}

	/**
	 * A call that was cut has no arguments that a model's template can read, and its tool
	 * cannot have run.
	 */
	private void call(RequestObject item, String type) {
		String id = item.requiredText(CALL_ID);
		String name = ToolNames.flat(item.text("namespace"), item.requiredText("name"));
		if (this.cut.contains(id) || this.calls.put(id, name) != null) {
			throw item.rejected(CALL_ID, "an id that no other call has");
		}
		if (isCut(item, type)) {
			this.calls.remove(id);
			this.cut.add(id);
			return;
		}
		String arguments = type.equals("custom_tool_call") ? customInput(item) : arguments(item);
		this.messages.add(Message.of(Role.ASSISTANT, new Part.ToolCall(id, name, arguments)));
	}

	private static boolean isCut(RequestObject item, String type) {
		return item.get("status").asString("").equals(OutputItem.INCOMPLETE)
				&& (type.equals("custom_tool_call") || AnsweredCall.objectOrNull(item.text(ARGUMENTS)) == null);
	}

	/** Templates of models fail on arguments that are no object. */
	private static String arguments(RequestObject item) {
		String arguments = item.text(ARGUMENTS);
		if (arguments.isBlank()) {
			return "{}";
		}
		if (AnsweredCall.objectOrNull(arguments) == null) {
			throw item.rejected(ARGUMENTS, "a text that is a JSON object");
		}
		return arguments;
	}

	private static String customInput(RequestObject item) {
		return JsonMapper.shared().createObjectNode().put(ToolReader.INPUT, item.text("input")).toString();
	}

	private void result(RequestObject item) {
		String name = ToolNames.flat(item.text("namespace"), item.text("name"));
		if (item.text(CALL_ID).isEmpty() && !item.text("name").isEmpty()) {
			unasked(name, PartReader.content(item, "output"));
			return;
		}
		String id = item.requiredText(CALL_ID);
		if (this.cut.contains(id)) {
			return;
		}
		String tool = this.calls.get(id);
		if (tool == null) {
			throw item.rejected(CALL_ID, "the call_id of an earlier call");
		}
		if (!this.results.add(id)) {
			throw item.rejected(CALL_ID, "the call_id of a call that has no result yet");
		}
		this.messages
			.add(Message.of(Role.TOOL, new Part.ToolResult(id, tool, PartReader.content(item, "output"), false)));
	}

	/**
	 * Codex tells so what the model has to know and has not asked for, such as a goal.
	 */
	private void unasked(String tool, List<Part.Content> output) {
		List<Part> parts = new ArrayList<>();
		parts.add(new Part.Text("Output of the tool '%s', which was not called:".formatted(tool)));
		parts.addAll(output);
		this.messages.add(new Message(Role.USER, parts));
	}

	private void reasoning(RequestObject item) {
		String text = PartReader.thinking(item);
		if (!text.isEmpty() && ThinkingSignature.isOurs(text, item.text("encrypted_content"))) {
			this.messages.add(Message.of(Role.ASSISTANT, new Part.Thinking(text)));
		}
	}

}
