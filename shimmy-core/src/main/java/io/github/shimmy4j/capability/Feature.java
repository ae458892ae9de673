package io.github.shimmy4j.capability;

/** Parts of OpenAI's chat completion that a server may lack. */
public enum Feature {

	/**
	 * Function calling: {@code tools}, {@code tool_choice} and messages of the tool role.
	 */
	TOOLS("tools"),

	/**
	 * Content of messages taken as text, whatever stands in it. Where this is lacking, a
	 * control token that somebody wrote into a message is obeyed.
	 */
	PLAIN_CONTENT("content with control tokens in it, as text"),

	/** Images, audio or other media in a message. */
	MEDIA("media in messages"),

	/** More than one answer: {@code n} above 1. */
	MULTIPLE_CHOICES("several choices (n > 1)"),

	/** An answer held to a JSON schema by the server: {@code response_format}. */
	RESPONSE_FORMAT("response_format"),

	/** Probabilities of the tokens: {@code logprobs}. */
	LOGPROBS("logprobs"),

	/** Continuing an unfinished answer: a last message that is not the user's. */
	ANSWER_PREFIX("a last message that is not from the user");

	private final String description;

	Feature(String description) {
		this.description = description;
	}

	/**
	 * What a caller would call it.
	 * @return a noun phrase
	 */
	public String description() {
		return this.description;
	}

}
