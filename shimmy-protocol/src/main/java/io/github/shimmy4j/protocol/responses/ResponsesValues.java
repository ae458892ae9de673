package io.github.shimmy4j.protocol.responses;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The texts that some fields of the Responses API may have. The readers of this package
 * and the schema in the gateway's OpenAPI document follow these lists.
 */
public enum ResponsesValues {

	/** The field {@code tool_choice}, as a text. */
	TOOL_CHOICE("auto", "none", "required"),

	/** The mode of {@code allowed_tools}; OpenAI has no mode {@code none} there. */
	ALLOWED_TOOLS_MODE("auto", "required"),

	/** The field {@code reasoning.effort}. */
	EFFORT("none", "minimal", "low", "medium", "high", "xhigh", "max"),

	/** The field {@code reasoning.summary}. */
	SUMMARY("auto", "concise", "detailed"),

	/** The field {@code truncation}. */
	TRUNCATION("auto", "disabled"),

	/** The role of a message. */
	ROLE("user", "assistant", "system", "developer");

	private final List<String> texts;

	ResponsesValues(String... texts) {
		this.texts = List.of(texts);
	}

	/** The allowed texts. */
	public List<String> texts() {
		return this.texts;
	}

	/** Whether a text is one of them. */
	boolean has(String text) {
		return this.texts.contains(text);
	}

	/**
	 * The allowed texts, for messages.
	 * @param others what else is allowed
	 */
	String allowed(String... others) {
		List<String> all = Stream.concat(this.texts.stream().map((text) -> "'" + text + "'"), Arrays.stream(others))
			.toList();
		String first = all.stream().limit(all.size() - 1L).collect(Collectors.joining(", "));
		return first + " or " + all.get(all.size() - 1);
	}

}
