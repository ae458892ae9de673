package io.github.shimmy4j.gateway.session;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the calls to which the results in a request belong. They may be calls of stored
 * answers, which the request does not repeat: its protocol may have no ids (Ollama's), or
 * no names in results (Claude's). For one request.
 */
final class ToolResults {

	private static final String TOOL = "tool";

	/** Ids of all calls so far. */
	private final Set<String> known = new HashSet<>();

	/** Names of the calls of the last answer with calls that have no result, by ids. */
	private final Map<String, String> open = new LinkedHashMap<>();

	/** Reads a message that is stored. */
	void passed(JsonNode message) {
		JsonNode calls = message.path(Fields.TOOL_CALLS);
		if (!calls.isEmpty()) {
			this.open.clear();
		}
		for (JsonNode call : calls) {
			String id = call.path(Fields.ID).asString("");
			this.known.add(id);
			this.open.put(id, call.path(Fields.FUNCTION).path(Fields.NAME).asString(""));
		}
		this.open.remove(message.path(Fields.TOOL_CALL_ID).asString(""));
	}

	/**
	 * Reads a message of the request.
	 * @param message in OpenAI's form
	 * @param index its index in the request
	 * @return the same, with the id and the name of its call if it is a result
	 * @throws InvalidFieldException if there is no such call
	 */
	JsonNode matched(JsonNode message, int index) {
		JsonNode matched = TOOL.equals(message.path(Fields.ROLE).asString("")) ? result(message, index) : message;
		passed(matched);
		return matched;
	}

	private JsonNode result(JsonNode message, int index) {
		String id = message.path(Fields.TOOL_CALL_ID).asString("");
		String name = message.path(Fields.NAME).asString("");
		String call = this.known.contains(id) ? id : openCall(name);
		if (call == null) {
			throw InvalidFieldException.rejected("messages[%d].tool_call_id".formatted(index),
					message.path(Fields.TOOL_CALL_ID), "the id of a call in the session or in the request");
		}
		ObjectNode result = (ObjectNode) message.deepCopy();
		result.put(Fields.TOOL_CALL_ID, call);
		String tool = this.open.get(call);
		if (name.isEmpty() && tool != null) {
			result.put(Fields.NAME, tool);
		}
		return result;
	}

	/** Only a protocol without ids names the tool. */
	private @Nullable String openCall(String name) {
		return this.open.entrySet()
			.stream()
			.filter((call) -> call.getValue().equals(name))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

}
