package io.github.shimmy4j.capability;

/** Parts of OpenAI's chat completion that a server may lack. */
public enum Feature {

	/** Function calling: {@code tools}, {@code tool_choice}, messages with role tool. */
	TOOLS("tools"),

	/**
	 * Message content is always read as text. Without this feature, the server obeys a
	 * control token that a user wrote into a message.
	 */
	PLAIN_CONTENT("content with control tokens in it, as text"),

	/** Images, audio or other media in a message. */
	MEDIA("media in messages"),

	/** More than one answer: {@code n} above 1. */
	MULTIPLE_CHOICES("several choices (n > 1)"),

	/** The server makes the answer follow a JSON schema: {@code response_format}. */
	RESPONSE_FORMAT("response_format"),

	/** Probabilities of the tokens: {@code logprobs}. */
	LOGPROBS("logprobs"),

	/** Continuing an unfinished answer: a last message that is not the user's. */
	ANSWER_PREFIX("a last message that is not from the user");

	private final String description;

	Feature(String description) {
		this.description = description;
	}

	/** A noun phrase for callers. */
	public String description() {
		return this.description;
	}

}
