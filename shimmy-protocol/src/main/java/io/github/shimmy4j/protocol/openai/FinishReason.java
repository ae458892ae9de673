package io.github.shimmy4j.protocol.openai;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Why an answer has ended, in OpenAI's terms. */
public enum FinishReason {

	/** The model has ended the answer, or a stop string was generated. */
	STOP,

	/** The limit on tokens was reached. */
	LENGTH,

	/** The model wants tools to be called. */
	TOOL_CALLS,

	/** A filter has removed the rest. */
	CONTENT_FILTER,

	/** The model wants a function to be called, in the older form of tools. */
	FUNCTION_CALL;

	/** Terms of other servers. Client libraries know OpenAI's only. */
	private static final Map<String, FinishReason> OTHER_WORDS = Map.of("max_tokens", LENGTH, "max_length", LENGTH,
			"model_length", LENGTH, "tool_use", TOOL_CALLS, "tool_call", TOOL_CALLS, "safety", CONTENT_FILTER);

	/** The name in JSON, such as {@code tool_calls}. */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Reads the field {@code finish_reason} of any server.
	 * @param said value of the field
	 * @return the reason; STOP for an unknown term; null if the answer goes on
	 */
	public static @Nullable FinishReason of(JsonNode said) {
		String reason = (said.isString() || said.isNumber()) ? said.asString().strip().toLowerCase(Locale.ROOT) : "";
		if (reason.isEmpty() || reason.equals("null")) {
			return null;
		}
		return Arrays.stream(values())
			.filter((each) -> each.wireName().equals(reason))
			.findFirst()
			.orElseGet(() -> OTHER_WORDS.getOrDefault(reason, STOP));
	}

}
