package io.github.shimmy4j.engine.model;

import java.util.List;
import java.util.function.BooleanSupplier;

/** A loaded model. All methods are safe for several threads, and block. */
public interface LanguageModel {

	/**
	 * Stack size in bytes of a thread that calls a model: some tokenizers of llama.cpp
	 * recurse for each character of a long run of one kind. The memory is only reserved;
	 * a page is used when the stack reaches it.
	 */
	long STACK_BYTES = 512L << 20;

	/** Most tokens of a prompt and its answer together. */
	int contextLength();

	/** Whether {@link #embed} is available. */
	boolean embeds();

	/**
	 * Applies the model's chat template, and makes tokens of the result. The content of
	 * messages is plain text: only the template's own marks become control tokens.
	 * @param messages the chat so far
	 * @param wanted asked repeatedly; false cancels
	 * @return the prompt; counting stops at twice the context
	 * @throws ModelException if the template cannot be applied to the messages
	 * @throws java.util.concurrent.CancellationException if it is no longer wanted
	 */
	Prompt prompt(List<ChatMessage> messages, BooleanSupplier wanted);

	/**
	 * Makes tokens of one plain text.
	 * @param text any text
	 * @param wanted asked repeatedly; false cancels
	 * @return the prompt; counting stops at twice the context
	 * @throws java.util.concurrent.CancellationException if it is no longer wanted
	 */
	Prompt prompt(String text, BooleanSupplier wanted);

	/**
	 * Makes tokens of one text that its writer has put into the form of a prompt: marks
	 * such as {@code <|im_end|>} become control tokens.
	 * @param text any text
	 * @param wanted asked repeatedly; false cancels
	 * @return the prompt; counting stops at twice the context
	 * @throws java.util.concurrent.CancellationException if it is no longer wanted
	 */
	Prompt markedPrompt(String text, BooleanSupplier wanted);

	/** The number of tokens of a plain text, without those that the model adds. */
	int countTokens(String text);

	/**
	 * Generates until the model ends its answer, the limit is reached or the sink stops
	 * it. The model is idle when this method returns.
	 * @param prompt a whole prompt that leaves room for the limit in the context
	 * @param limit most tokens to generate, at least 1
	 * @param sampling how tokens are chosen
	 * @param sink receives the tokens, on this thread
	 * @throws ModelException if the model fails
	 */
	void generate(Prompt prompt, int limit, Sampling sampling, TokenSink sink);

	/**
	 * Computes the vector that stands for the meaning of a text.
	 * @throws ModelException if the model fails
	 */
	float[] embed(String text);

}
