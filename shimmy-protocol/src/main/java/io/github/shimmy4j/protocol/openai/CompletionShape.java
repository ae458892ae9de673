package io.github.shimmy4j.protocol.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts the completions and chunks of one answer of any server into OpenAI's form.
 * Client libraries require more fields than any program uses: missing ones are added,
 * those of another type are converted, and only what cannot be understood is refused.
 * Thinking goes into {@code reasoning_content}, wherever the server has put it. Not
 * thread-safe.
 */
final class CompletionShape {

	private static final String REASONING = "reasoning";

	private final String id;

	private final String model;

	/** Whether the server answers as the older {@code /completions} does. */
	private final boolean texts;

	/** For each choice, what of its thinking has arrived. */
	private final Map<Integer, Thoughts> thoughts = new HashMap<>();

	/** Takes the values for a server that gives none. */
	CompletionShape(String id, String model) {
		this(id, model, false);
	}

	private CompletionShape(String id, String model, boolean texts) {
		this.id = id;
		this.model = model;
		this.texts = texts;
	}

	/**
	 * The shape of answers of the older {@code /completions}, whose texts are taken as
	 * the contents of messages.
	 */
	static CompletionShape ofTexts(String id, String model) {
		return new CompletionShape(id, model, true);
	}

	/** Converts a chunk, which is changed; INVALID_RESPONSE if it is incomprehensible. */
	Completion.Chunk chunk(ObjectNode said) {
		for (ObjectNode choice : choices(said)) {
			ObjectNode delta = message(choice, Fields.DELTA, Fields.MESSAGE);
			choice.set(Fields.DELTA, delta);
			choice.remove(Fields.MESSAGE);
			FinishReason reason = FinishReason.of(choice.path(Fields.FINISH_REASON));
			setReason(choice, reason);
			separateThinking(choice, delta, reason != null);
		}
		head(said, Completion.Head.CHUNK);
		return new Completion.Chunk(said);
	}

	/** Whether a text that is added to this choice is the answer's, and not thinking. */
	boolean isText(int index) {
		Thoughts answer = this.thoughts.get(index);
		return answer != null && answer.areOver();
	}

	/** Converts a whole completion as {@link #chunk} does. */
	Completion whole(ObjectNode said) {
		List<ObjectNode> choices = choices(said);
		if (choices.isEmpty()) {
			throw ServerError.unreadable("The server's answer has no choices", said.toString());
		}
		for (ObjectNode choice : choices) {
			ObjectNode message = message(choice, Fields.MESSAGE, Fields.DELTA);
			message.put(Fields.ROLE, "assistant");
			choice.set(Fields.MESSAGE, message);
			choice.remove(Fields.DELTA);
			FinishReason reason = FinishReason.of(choice.path(Fields.FINISH_REASON));
			// A document that can be parsed is complete, even without a finish reason.
			setReason(choice, (reason != null) ? reason : FinishReason.STOP);
			separateThinking(choice, message, true);
		}
		head(said, Completion.Head.WHOLE);
		return new Completion(said);
	}

	/**
	 * Converts the message of a choice, which is changed: text as content, and text as
	 * the arguments of each tool call. Some servers send the message under the field's
	 * other name. Throws INVALID_RESPONSE for a choice of the older {@code /completions}.
	 */
	private ObjectNode message(ObjectNode choice, String name, String otherName) {
		if (this.texts) {
			return JsonMapper.shared().createObjectNode().put(Fields.CONTENT, choice.path(Fields.TEXT).asString(""));
		}
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

	/** Content may be a list of parts; the texts among them are joined. */
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

	/** Ollama and newer versions of vLLM name the field {@code reasoning}. */
	private void separateThinking(ObjectNode choice, ObjectNode message, boolean last) {
		if (this.texts) {
			return;
		}
		Thoughts answer = this.thoughts.computeIfAbsent(choice.path(Fields.INDEX).asInt(), (index) -> new Thoughts());
		JsonNode otherName = message.path(REASONING);
		if (otherName.isString()) {
			message.set(Fields.REASONING_CONTENT, otherName);
			message.remove(REASONING);
		}
		if (!message.path(Fields.REASONING_CONTENT).asString("").isEmpty()) {
			answer.separatedByServer();
		}
		String said = message.path(Fields.CONTENT).asString("");
		Thoughts.Parts parts = said.isEmpty() ? Thoughts.Parts.NONE : answer.next(said);
		if (last) {
			parts = parts.and(answer.end());
		}
		if (!parts.text().equals(said)) {
			message.put(Fields.CONTENT, parts.text());
		}
		if (!parts.thinking().isEmpty()) {
			message.put(Fields.REASONING_CONTENT, parts.thinking());
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
				if (call.path(Fields.FUNCTION) instanceof ObjectNode function
						&& function.path(Fields.ARGUMENTS).isContainer()) {
					function.put(Fields.ARGUMENTS, function.path(Fields.ARGUMENTS).toString());
				}
			}
			position++;
		}
	}

	private static void setReason(ObjectNode choice, @Nullable FinishReason reason) {
		choice.put(Fields.FINISH_REASON, (reason != null) ? reason.wireName() : null);
	}

	private void head(ObjectNode completion, String object) {
		if (!completion.path(Fields.CHOICES).isArray()) {
			completion.putArray(Fields.CHOICES);
		}
		// An error was refused before; here the field is null or empty.
		completion.remove(Fields.ERROR);
		completion.put(Fields.ID, text(completion.path(Fields.ID), this.id));
		completion.put(Fields.OBJECT, object);
		completion.put(Fields.CREATED, number(completion.path(Fields.CREATED)));
		completion.put(Fields.MODEL, text(completion.path(Fields.MODEL), this.model));
		if (completion.path(Fields.USAGE) instanceof ObjectNode usage) {
			Usage.shape(usage);
		}
		else {
			completion.remove(Fields.USAGE);
		}
	}

	/** The choices, each with its index. Changes nothing before all are understood. */
	private static List<ObjectNode> choices(ObjectNode completion) {
		JsonNode said = completion.path(Fields.CHOICES);
		if (!said.isArray() && !said.isMissingNode() && !said.isNull()) {
			throw ServerError.unreadable("The server's 'choices' is not a list", completion.toString());
		}
		List<ObjectNode> choices = new ArrayList<>();
		for (JsonNode each : said) {
			if (!(each instanceof ObjectNode choice)) {
				throw ServerError.unreadable("The server's 'choices' has an entry that is not an object",
						completion.toString());
			}
			choices.add(choice);
		}
		for (int position = 0; position < choices.size(); position++) {
			ObjectNode choice = choices.get(position);
			choice.put(Fields.INDEX, choice.path(Fields.INDEX).asInt(position));
		}
		return choices;
	}

	private static String text(JsonNode said, String otherwise) {
		String text = said.isValueNode() ? said.asString("") : "";
		return text.isEmpty() ? otherwise : text;
	}

	/** Accepts a number written as text, or with a fraction. */
	static long number(JsonNode said) {
		return (long) said.asDouble(0);
	}

}
