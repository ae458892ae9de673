package io.github.shimmy4j.capability;

import java.util.Set;

/** Parts of OpenAI's chat completion that a server may lack. */
public enum Feature {

	/**
	 * The server itself offers tools to the model: {@code tools}, {@code tool_choice},
	 * messages with role tool.
	 */
	TOOLS("tools"),

	/** A {@code tool_choice} that names a tool. Without it, such a choice is ignored. */
	NAMED_TOOL_CHOICE("a tool_choice that names a tool"),

	/** {@code response_format} beside tools. Without it, the format is ignored. */
	TOOLS_WITH_FORMAT("response_format beside tools"),

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
	ANSWER_PREFIX("a last message that is not from the user"),

	/** An answer that a reasoning model gives without thinking first. */
	ANSWER_WITHOUT_THINKING("an answer without thinking"),

	/** An answer before which the model thinks. */
	THINKING("an answer with thinking"),

	/** Vectors of texts: {@code /v1/embeddings}. */
	EMBEDDINGS("embeddings"),

	/** Continuing a text without a template: {@code /v1/completions}. */
	TEXT_COMPLETIONS("completions of a text (/v1/completions)"),

	/**
	 * Counting the tokens of a prompt without an answer:
	 * {@code /v1/chat/completions/input_tokens}.
	 */
	PROMPT_COUNT("the number of tokens of a prompt"),

	/**
	 * The text of a prompt and its tokens: {@code /apply-template}, {@code /tokenize}.
	 */
	PROMPT_TEXT("the text of a prompt"),

	/**
	 * No JSON schema harms the server: it follows it, or refuses it and says why.
	 */
	ANY_SCHEMA("any JSON schema");

	/** A server with both of them switches a model's thinking as a request says. */
	public static final Set<Feature> THINKING_SWITCH = Set.of(ANSWER_WITHOUT_THINKING, THINKING);

	private final String description;

	Feature(String description) {
		this.description = description;
	}

	/** A noun phrase for callers. */
	public String description() {
		return this.description;
	}

}
