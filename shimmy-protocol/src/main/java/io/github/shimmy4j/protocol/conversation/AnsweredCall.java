package io.github.shimmy4j.protocol.conversation;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A call of a tool whose arguments are still arriving. Not thread-safe. */
public final class AnsweredCall {

	private final Delta.CallBegun begun;

	private final StringBuilder arguments = new StringBuilder();

	private final ObjectEnd end = new ObjectEnd();

	/** A call without arguments so far. */
	public AnsweredCall(Delta.CallBegun begun) {
		this.begun = begun;
	}

	/** Id and name of the call. */
	public Delta.CallBegun begun() {
		return this.begun;
	}

	/** Adds a piece to the arguments. */
	public void add(String json) {
		this.arguments.append(json);
		json.chars().forEach((each) -> this.end.read((char) each));
	}

	/** Whether the arguments are an object that has ended. */
	public boolean isWhole() {
		return this.end.isReached();
	}

	/** The arguments so far, from the given character on. */
	public String argumentsFrom(int position) {
		return this.arguments.substring(position);
	}

	/**
	 * The arguments as an object; none are an empty one.
	 * @param ended why the answer has ended
	 * @return the object; null if the limit on tokens or a filter has cut the arguments
	 * @throws ShimmyException INVALID_RESPONSE if a whole answer has no object
	 */
	public @Nullable ObjectNode parsed(Delta.Reason ended) {
		ObjectNode parsed = objectOrNull(this.arguments.toString());
		if (parsed == null && ended != Delta.Reason.LENGTH && ended != Delta.Reason.FILTERED) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE,
					"The server called the tool '%s' with arguments that are not a JSON object: '%s'".formatted(
							PrintableText.of(this.begun.name(), PrintableText.NAME_LENGTH),
							PrintableText.of(this.arguments.toString(), PrintableText.NAME_LENGTH)));
		}
		return parsed;
	}

	/**
	 * Reads arguments.
	 * @param json their text; none are an empty object
	 * @return null if they are no object
	 */
	public static @Nullable ObjectNode objectOrNull(String json) {
		if (json.isBlank()) {
			return JsonMapper.shared().createObjectNode();
		}
		try {
			JsonNode parsed = ExactJson.read(json);
			return (parsed instanceof ObjectNode object) ? object : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
