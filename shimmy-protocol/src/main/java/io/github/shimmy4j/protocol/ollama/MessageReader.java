package io.github.shimmy4j.protocol.ollama;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.field.RequestObject;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the messages of a chat. Calls have no ids in older versions of the protocol, and
 * results name the tool only: calls get an id, and a result belongs to the oldest call of
 * its tool that has none. For one request.
 */
final class MessageReader {

	private static final String CONTENT = "content";

	/** Fields that only messages of some roles have. */
	private static final Map<String, List<Role>> SPECIAL = Map.of("thinking", List.of(Role.ASSISTANT), "tool_calls",
			List.of(Role.ASSISTANT), "images", List.of(Role.USER, Role.TOOL), "tool_name", List.of(Role.TOOL),
			"tool_call_id", List.of(Role.TOOL));

	/**
	 * Names of the calls without a result in the last message with calls, by their ids.
	 */
	private final Map<String, String> open = new LinkedHashMap<>();

	/** Their ids by their names, oldest first; may have ids that are no longer open. */
	private final Map<String, Deque<String>> byName = new HashMap<>();

	private int ids;

	List<Message> messages(List<RequestObject> said) {
		return said.stream().map(this::message).toList();
	}

	private Message message(RequestObject message) {
		Role role = role(message);
		refuseFieldsOfOthers(message, role);
		String text = message.text(CONTENT);
		List<Part.Content> content = new ArrayList<>(ImageReader.images(message));
		if (!text.isEmpty()) {
			content.add(new Part.Text(text));
		}
		return switch (role) {
			case SYSTEM, USER -> new Message(role, List.copyOf(content));
			case ASSISTANT -> new Message(role, assistant(message, content));
			case TOOL -> Message.of(role, result(message, content));
		};
	}

	private static Role role(RequestObject message) {
		String name = message.text("role");
		for (Role role : Role.values()) {
			if (role.name().equalsIgnoreCase(name)) {
				return role;
			}
		}
		throw message.rejected("role", "'system', 'user', 'assistant' or 'tool'");
	}

	private static void refuseFieldsOfOthers(RequestObject message, Role role) {
		SPECIAL.forEach((name, roles) -> {
			JsonNode value = message.get(name);
			boolean said = value.isContainer() ? !value.isEmpty() : !value.asString("").isEmpty();
			if (said && !roles.contains(role)) {
				throw message.rejected(name,
						"left out of a message of the role " + role.name().toLowerCase(Locale.ROOT));
			}
		});
	}

	private List<Part> assistant(RequestObject message, List<Part.Content> content) {
		List<Part> parts = new ArrayList<>();
		String thinking = message.text("thinking");
		if (!thinking.isEmpty()) {
			parts.add(new Part.Thinking(thinking));
		}
		parts.addAll(content);
		List<RequestObject> calls = message.objects("tool_calls", FieldTable.CALL, "calls");
		this.open.clear();
		this.byName.clear();
		calls.forEach((call) -> parts.add(call(call)));
		return parts;
	}

	private Part.ToolCall call(RequestObject call) {
		RequestObject function = call.requiredObject("function", FieldTable.CALLED);
		String name = function.requiredText("name");
		JsonNode arguments = function.get("arguments");
		if (!arguments.isMissingNode() && !arguments.isObject()) {
			throw function.rejected("arguments", "an object");
		}
		String id = call.text("id");
		id = id.isEmpty() ? newId("call") : id;
		this.open.put(id, name);
		this.byName.computeIfAbsent(name, (first) -> new ArrayDeque<>()).add(id);
		return new Part.ToolCall(id, name, arguments.isMissingNode() ? "{}" : arguments.toString());
	}

	private Part.ToolResult result(RequestObject message, List<Part.Content> content) {
		String id = message.text("tool_call_id");
		String name = message.text("tool_name");
		if (id.isEmpty()) {
			String call = openCall(name);
			// Never the id of a call, also not of one in an earlier request.
			id = (call != null) ? call : newId("result");
		}
		String called = this.open.remove(id);
		String tool = name.isEmpty() ? called : name;
		return new Part.ToolResult(id, tool, content, false);
	}

	/** The oldest call of a tool, or of any, without a result; null if there is none. */
	private @Nullable String openCall(String name) {
		if (name.isEmpty()) {
			return this.open.isEmpty() ? null : this.open.keySet().iterator().next();
		}
		Deque<String> ids = this.byName.getOrDefault(name, new ArrayDeque<>());
		while (!ids.isEmpty() && !this.open.containsKey(ids.peek())) {
			ids.remove();
		}
		return ids.peek();
	}

	/** No server or client makes such ids. */
	private String newId(String of) {
		return of + "_of_ollama_" + this.ids++;
	}

}
