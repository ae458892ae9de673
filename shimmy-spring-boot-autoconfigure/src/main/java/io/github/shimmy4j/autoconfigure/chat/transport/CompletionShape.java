package io.github.shimmy4j.autoconfigure.chat.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings completions, and chunks of them, into the shape that the client library demands.
 * It demands more than anybody uses: what is missing is supplied, what is of another type
 * is converted, and only what cannot be understood is refused.
 */
final class CompletionShape {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	static final String CHOICES = "choices";

	static final String USAGE = "usage";

	static final String DELTA = "delta";

	static final String MESSAGE = "message";

	static final String CONTENT = "content";

	static final String INDEX = "index";

	static final String FINISH_REASON = "finish_reason";

	static final String TOOL_CALLS = "tool_calls";

	static final String STOP = "stop";

	private static final String ID = "id";

	private static final Set<String> KNOWN_REASONS = Set.of(STOP, "length", TOOL_CALLS, "content_filter",
			"function_call");

	/** The client library knows OpenAI's only. */
	private static final Map<String, String> OTHER_REASONS = Map.of("max_tokens", "length", "max_length", "length",
			"model_length", "length", "tool_use", TOOL_CALLS, "tool_call", TOOL_CALLS, "safety", "content_filter");

	private final String id;

	private final String model;

	/**
	 * A shape for the answer to one request.
	 * @param id id of a completion that has none
	 * @param model its model, where the server names none
	 */
	CompletionShape(String id, String model) {
		this.id = id;
		this.model = model;
	}

	/**
	 * Shapes a chunk.
	 * @param chunk the chunk, which is changed
	 */
	void chunk(ObjectNode chunk) throws TransportException {
		for (ObjectNode choice : choices(chunk)) {
			choice.set(DELTA, message(choice, DELTA, MESSAGE));
			choice.remove(MESSAGE);
			choice.put(FINISH_REASON, finishReason(choice.path(FINISH_REASON)));
		}
		head(chunk, "chat.completion.chunk");
	}

	/**
	 * Shapes a whole completion.
	 * @param completion the completion, which is changed
	 */
	void whole(ObjectNode completion) throws TransportException {
		List<ObjectNode> choices = choices(completion);
		if (choices.isEmpty()) {
			throw unreadable("The server's answer has no choices", completion);
		}
		for (ObjectNode choice : choices) {
			ObjectNode message = message(choice, MESSAGE, DELTA);
			message.put("role", "assistant");
			choice.set(MESSAGE, message);
			choice.remove(DELTA);
			String reason = finishReason(choice.path(FINISH_REASON));
			// A document that can be read is whole, whether it says so or not.
			choice.put(FINISH_REASON, (reason != null) ? reason : STOP);
		}
		head(completion, "chat.completion");
	}

	private void head(ObjectNode completion, String object) {
		if (!completion.path(CHOICES).isArray()) {
			completion.putArray(CHOICES);
		}
		// The error was looked at before; here it is null or empty.
		completion.remove("error");
		completion.put(ID, text(completion.path(ID), this.id));
		completion.put("object", object);
		completion.put("created", number(completion.path("created")));
		completion.put("model", text(completion.path("model"), this.model));
		if (completion.path(USAGE) instanceof ObjectNode usage) {
			long prompt = count(usage, "prompt_tokens");
			long answer = count(usage, "completion_tokens");
			usage.put("total_tokens", Math.max(number(usage.path("total_tokens")), prompt + answer));
			removeUnlessObject(usage, "prompt_tokens_details");
			removeUnlessObject(usage, "completion_tokens_details");
		}
		else {
			completion.remove(USAGE);
		}
	}

	private static long count(ObjectNode usage, String name) {
		long count = number(usage.path(name));
		usage.put(name, count);
		return count;
	}

	private static void removeUnlessObject(ObjectNode node, String name) {
		if (!node.path(name).isObject()) {
			node.remove(name);
		}
	}

	/**
	 * The choices, each with its index. Nothing is changed before all were understood.
	 */
	private static List<ObjectNode> choices(ObjectNode completion) throws TransportException {
		JsonNode said = completion.path(CHOICES);
		if (!said.isArray() && !said.isMissingNode() && !said.isNull()) {
			throw unreadable("The server's 'choices' are no list", completion);
		}
		List<ObjectNode> choices = new ArrayList<>();
		for (JsonNode each : said) {
			if (!(each instanceof ObjectNode choice)) {
				throw unreadable("The server's 'choices' are no objects", completion);
			}
			choices.add(choice);
		}
		for (int position = 0; position < choices.size(); position++) {
			ObjectNode choice = choices.get(position);
			choice.put(INDEX, choice.path(INDEX).asInt(position));
		}
		return choices;
	}

	/** The message of a choice; some servers send it under the field's other name. */
	private static ObjectNode message(ObjectNode choice, String name, String otherName) throws TransportException {
		JsonNode said = choice.path(name).isObject() ? choice.path(name) : choice.path(otherName);
		if (!(said instanceof ObjectNode message)) {
			if (!choice.path("text").asString("").isEmpty()) {
				throw unreadable(
						"The server answers as the older /completions does, with 'text' in place of '" + name + "'",
						choice);
			}
			return MAPPER.createObjectNode();
		}
		content(message);
		toolCalls(message);
		return message;
	}

	/** Content may be a list of parts, of which the texts count. */
	private static void content(ObjectNode message) {
		JsonNode content = message.path(CONTENT);
		if (content.isArray()) {
			StringBuilder text = new StringBuilder();
			content.forEach((part) -> text.append(part.path("text").asString("")));
			message.put(CONTENT, text.toString());
		}
		else if (!content.isMissingNode() && !content.isString() && !content.isNull()) {
			message.put(CONTENT, content.isObject() ? content.path("text").asString("") : content.asString(""));
		}
	}

	private static void toolCalls(ObjectNode message) {
		if (!(message.path(TOOL_CALLS) instanceof ArrayNode calls)) {
			message.remove(TOOL_CALLS);
			return;
		}
		int position = 0;
		for (JsonNode each : calls) {
			if (each instanceof ObjectNode call) {
				call.put(INDEX, call.path(INDEX).asInt(position));
				if (call.path("function") instanceof ObjectNode function && function.path("arguments").isContainer()) {
					function.put("arguments", function.path("arguments").toString());
				}
			}
			position++;
		}
	}

	/** In the words of OpenAI; null if there is none. */
	private static @Nullable String finishReason(JsonNode said) {
		String reason = said.isString() ? said.asString().strip() : (said.isNumber() ? said.asString() : "");
		if (reason.isEmpty() || reason.equals("null")) {
			return null;
		}
		String name = reason.toLowerCase(Locale.ROOT);
		return KNOWN_REASONS.contains(name) ? name : OTHER_REASONS.getOrDefault(name, STOP);
	}

	private static String text(JsonNode said, String otherwise) {
		String text = said.isValueNode() ? said.asString("") : "";
		return text.isEmpty() ? otherwise : text;
	}

	/** Also a number that is written as text, or with a fraction. */
	private static long number(JsonNode said) {
		return (long) said.asDouble(0);
	}

	static TransportException unreadable(String what, JsonNode said) {
		return unreadable(what, said.toString());
	}

	static TransportException unreadable(String what, String said) {
		return new TransportException(ShimmyErrorCode.INVALID_RESPONSE,
				said.isBlank() ? what : "%s: '%s'".formatted(what, ServerError.shown(said)));
	}

}
