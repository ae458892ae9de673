package io.github.shimmy4j.protocol.openai;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings the completions of any server, and chunks of them, into OpenAI's form. Client
 * libraries demand more of it than anybody uses: what is missing is supplied, what is of
 * another type is converted, and only what cannot be understood is refused.
 */
final class CompletionShape {

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
	 * @param said what the server sent, which is changed
	 * @throws ShimmyException INVALID_RESPONSE if it cannot be understood
	 */
	CompletionChunk chunk(ObjectNode said) {
		for (ObjectNode choice : choices(said)) {
			choice.set(Fields.DELTA, MessageShape.of(choice, Fields.DELTA, Fields.MESSAGE));
			choice.remove(Fields.MESSAGE);
			setReason(choice, FinishReason.of(choice.path(Fields.FINISH_REASON)));
		}
		head(said, CompletionHead.CHUNK);
		return new CompletionChunk(said);
	}

	/**
	 * Shapes a whole completion.
	 * @param said what the server sent, which is changed
	 * @throws ShimmyException INVALID_RESPONSE if it cannot be understood
	 */
	Completion whole(ObjectNode said) {
		List<ObjectNode> choices = choices(said);
		if (choices.isEmpty()) {
			throw ServerError.unreadable("The server's answer has no choices", said.toString());
		}
		for (ObjectNode choice : choices) {
			ObjectNode message = MessageShape.of(choice, Fields.MESSAGE, Fields.DELTA);
			message.put(Fields.ROLE, "assistant");
			choice.set(Fields.MESSAGE, message);
			choice.remove(Fields.DELTA);
			FinishReason reason = FinishReason.of(choice.path(Fields.FINISH_REASON));
			// A document that can be read is whole, whether it says so or not.
			setReason(choice, (reason != null) ? reason : FinishReason.STOP);
		}
		head(said, CompletionHead.WHOLE);
		return new Completion(said);
	}

	private static void setReason(ObjectNode choice, @Nullable FinishReason reason) {
		choice.put(Fields.FINISH_REASON, (reason != null) ? reason.wireName() : null);
	}

	private void head(ObjectNode completion, String object) {
		if (!completion.path(Fields.CHOICES).isArray()) {
			completion.putArray(Fields.CHOICES);
		}
		// The error was looked at before; here it is null or empty.
		completion.remove(Fields.ERROR);
		completion.put(Fields.ID, text(completion.path(Fields.ID), this.id));
		completion.put(Fields.OBJECT, object);
		completion.put(Fields.CREATED, number(completion.path(Fields.CREATED)));
		completion.put(Fields.MODEL, text(completion.path(Fields.MODEL), this.model));
		if (completion.path(Fields.USAGE) instanceof ObjectNode usage) {
			long prompt = count(usage, "prompt_tokens");
			long answer = count(usage, "completion_tokens");
			usage.put("total_tokens", Math.max(number(usage.path("total_tokens")), prompt + answer));
			removeUnlessObject(usage, "prompt_tokens_details");
			removeUnlessObject(usage, "completion_tokens_details");
		}
		else {
			completion.remove(Fields.USAGE);
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
	private static List<ObjectNode> choices(ObjectNode completion) {
		JsonNode said = completion.path(Fields.CHOICES);
		if (!said.isArray() && !said.isMissingNode() && !said.isNull()) {
			throw ServerError.unreadable("The server's 'choices' are no list", completion.toString());
		}
		List<ObjectNode> choices = new ArrayList<>();
		for (JsonNode each : said) {
			if (!(each instanceof ObjectNode choice)) {
				throw ServerError.unreadable("The server's 'choices' are no objects", completion.toString());
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

	/** Also a number that is written as text, or with a fraction. */
	private static long number(JsonNode said) {
		return (long) said.asDouble(0);
	}

}
