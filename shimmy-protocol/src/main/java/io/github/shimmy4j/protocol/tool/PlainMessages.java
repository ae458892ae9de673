package io.github.shimmy4j.protocol.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.conversation.ExactJson;
import io.github.shimmy4j.protocol.openai.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a conversation with calls and results as messages that any chat template
 * accepts: a call is what the model has written, a result is told by the user. Many
 * templates demand that user and assistant alternate, so neighbouring messages of the
 * user are joined where one of them tells a result.
 */
final class PlainMessages {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String ASSISTANT = "assistant";

	private static final String USER = "user";

	private static final String GAP = "\n\n";

	private final ArrayNode messages = MAPPER.createArrayNode();

	/** The call of each id, as the model sees it. */
	private final Map<String, String> calls = new HashMap<>();

	/** Whether the last message tells a result. */
	private boolean afterResult;

	private int position;

	private PlainMessages() {
	}

	/**
	 * Rewrites messages.
	 * @param given messages of a request, which are not changed
	 * @param section added to the system message; null adds nothing
	 * @return the messages to send
	 * @throws InvalidToolsException if a call or a result is wrong
	 */
	static ArrayNode of(ArrayNode given, @Nullable String section) {
		PlainMessages plain = new PlainMessages();
		for (JsonNode message : given) {
			plain.add(message, Fields.MESSAGES + "[" + plain.position++ + "]");
		}
		if (section != null) {
			plain.describe(section);
		}
		return plain.messages;
	}

	private void add(JsonNode message, String field) {
		String role = message.path(Fields.ROLE).asString("");
		boolean result = role.equals("tool");
		JsonNode calls = message.path(Fields.TOOL_CALLS);
		if (result) {
			add(told(result(message, field)));
		}
		else if (role.equals(ASSISTANT) && !calls.isMissingNode() && !calls.isNull()) {
			this.messages.add(called((ObjectNode) message, calls, field));
		}
		else if (role.equals(USER) && this.afterResult && message instanceof ObjectNode more) {
			add(more);
		}
		else {
			this.messages.add(message);
		}
		this.afterResult = result;
	}

	private static ObjectNode told(String text) {
		return MAPPER.createObjectNode().put(Fields.ROLE, USER).put(Fields.CONTENT, text);
	}

	/** Adds a message of the user, to the last one if that tells a result. */
	private void add(ObjectNode message) {
		if (this.afterResult && this.messages.get(this.messages.size() - 1) instanceof ObjectNode last) {
			last.set(Fields.CONTENT, joined(last.path(Fields.CONTENT), message.path(Fields.CONTENT)));
		}
		else {
			this.messages.add(message);
		}
	}

	private String result(JsonNode message, String field) {
		String id = message.path(Fields.TOOL_CALL_ID).asString("");
		String name = message.path(Fields.NAME).asString("");
		if (id.isEmpty() && name.isEmpty()) {
			throw new InvalidToolsException(field + "." + Fields.TOOL_CALL_ID,
					"must be the id of the call whose result this is");
		}
		String call = this.calls.getOrDefault(id, name.isEmpty() ? id : name);
		return "Result of " + call + ":\n" + text(message.path(Fields.CONTENT), field + "." + Fields.CONTENT);
	}

	private static String text(JsonNode content, String field) {
		if (content.isString()) {
			return content.asString();
		}
		if (!content.isArray() && !content.isNull() && !content.isMissingNode()) {
			throw new InvalidToolsException(field, "must be a text or a list of texts");
		}
		List<String> texts = new ArrayList<>();
		for (JsonNode part : content) {
			if (!part.path(Fields.TEXT).isString()) {
				throw new InvalidToolsException(field, "must be a text or a list of texts");
			}
			texts.add(part.path(Fields.TEXT).asString());
		}
		return String.join("\n", texts);
	}

	private ObjectNode called(ObjectNode message, JsonNode calls, String field) {
		if (!calls.isArray()) {
			throw new InvalidToolsException(field + "." + Fields.TOOL_CALLS, "must be a list of calls");
		}
		ObjectNode plain = MAPPER.createObjectNode();
		plain.setAll(message);
		plain.remove(Fields.TOOL_CALLS);
		if (calls.isEmpty()) {
			return plain;
		}
		ObjectNode said = MAPPER.createObjectNode();
		ArrayNode all = said.putArray(Fields.TOOL_CALLS);
		for (JsonNode call : calls) {
			all.add(call(call, field + "." + Fields.TOOL_CALLS + "[" + all.size() + "]"));
		}
		String before = text(message.path(Fields.CONTENT), field + "." + Fields.CONTENT);
		return plain.put(Fields.CONTENT, before + (before.isEmpty() ? "" : "\n") + MAPPER.writeValueAsString(said));
	}

	private ObjectNode call(JsonNode call, String field) {
		JsonNode function = call.path(Fields.FUNCTION);
		if (!function.path(Fields.NAME).isString()) {
			throw new InvalidToolsException(field + ".function.name", "must be the name of the tool that was called");
		}
		String name = function.path(Fields.NAME).asString();
		JsonNode arguments = arguments(function.path(Fields.ARGUMENTS));
		this.calls.put(call.path(Fields.ID).asString(""), name + " " + arguments);
		ObjectNode plain = MAPPER.createObjectNode().put(Fields.NAME, name);
		plain.set(Fields.ARGUMENTS, arguments);
		return plain;
	}

	/** A cut answer may have left arguments that are no JSON. They stay a text. */
	private static JsonNode arguments(JsonNode said) {
		String text = said.asString("");
		if (!said.isString()) {
			return said.isMissingNode() ? MAPPER.createObjectNode() : said;
		}
		try {
			JsonNode parsed = ExactJson.read(text);
			return parsed.isMissingNode() ? MAPPER.createObjectNode() : parsed;
		}
		catch (JacksonException ex) {
			return said;
		}
	}

	/** Adds to the system message, which comes first; without one, makes one. */
	private void describe(String section) {
		JsonNode first = this.messages.path(0);
		String role = first.path(Fields.ROLE).asString("");
		if (first instanceof ObjectNode system && (role.equals("system") || role.equals("developer"))) {
			ObjectNode more = system.deepCopy();
			more.set(Fields.CONTENT, joined(system.path(Fields.CONTENT), MAPPER.getNodeFactory().stringNode(section)));
			this.messages.set(0, more);
		}
		else {
			this.messages.insert(0, MAPPER.createObjectNode().put(Fields.ROLE, "system").put(Fields.CONTENT, section));
		}
	}

	/** Joins contents, each a text or a list of parts. */
	private static JsonNode joined(JsonNode before, JsonNode after) {
		if (before.isString() && after.isString()) {
			return MAPPER.getNodeFactory().stringNode(before.asString() + GAP + after.asString());
		}
		ArrayNode parts = MAPPER.createArrayNode();
		for (JsonNode content : List.of(before, after)) {
			if (content.isString()) {
				parts.addObject().put(Fields.TYPE, Fields.TEXT).put(Fields.TEXT, content.asString());
			}
			else {
				content.forEach(parts::add);
			}
		}
		return parts;
	}

}
