package io.github.shimmy4j.protocol.openai;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Why an answer ended, in OpenAI's words. */
public enum FinishReason {

	/** The model ended it, or a stop string came. */
	STOP,

	/** There was no room for more. */
	LENGTH,

	/** The model wants tools to be called. */
	TOOL_CALLS,

	/** A filter took the rest away. */
	CONTENT_FILTER,

	/** The model wants a function to be called, in the form before that of tools. */
	FUNCTION_CALL;

	/** Words of other servers. Client libraries know OpenAI's only. */
	private static final Map<String, FinishReason> OTHER_WORDS = Map.of("max_tokens", LENGTH, "max_length", LENGTH,
			"model_length", LENGTH, "tool_use", TOOL_CALLS, "tool_call", TOOL_CALLS, "safety", CONTENT_FILTER);

	/**
	 * The name that clients know.
	 * @return such as {@code tool_calls}
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * What a server means.
	 * @param said the field {@code finish_reason} of any server
	 * @return the reason, STOP for words that nobody knows; null if the answer goes on
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
