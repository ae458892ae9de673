package io.github.shimmy4j.engine.model;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A loaded model. All methods may be called by several threads at a time, and block until
 * they are done.
 */
public interface LanguageModel {

	/**
	 * Stack of a thread that calls a model. Some tokenizers of llama.cpp recurse for each
	 * character of a long run of one kind. Reserved, and used only as far as needed.
	 */
	long STACK_BYTES = 512L << 20;

	/** Tokens that prompt and answer of one generation may have together. */
	int contextLength();

	/** Whether {@link #embed} works. */
	boolean embeds();

	/**
	 * Puts messages into the form that the model was trained on, ready for its answer.
	 * What the messages say is plain text: only the template's own marks become control
	 * tokens.
	 * @param messages what was said so far
	 * @param wanted asked again and again
	 * @return the prompt; counted no further than twice the context
	 * @throws ModelException if the messages cannot be put into that form
	 * @throws java.util.concurrent.CancellationException if it is no longer wanted
	 */
	Prompt prompt(List<ChatMessage> messages, BooleanSupplier wanted);

	/**
	 * Makes a prompt of one plain text.
	 * @param text any text
	 * @param wanted asked again and again
	 * @return the prompt; counted no further than twice the context
	 * @throws java.util.concurrent.CancellationException if it is no longer wanted
	 */
	Prompt prompt(String text, BooleanSupplier wanted);

	/**
	 * Counts the tokens of a plain text, without any that the model adds.
	 * @param text any text
	 * @return number of tokens
	 */
	int countTokens(String text);

	/**
	 * Generates until the model ends its answer, the limit is reached or the sink has
	 * enough. When this returns, nothing is being generated any more.
	 * @param prompt a whole prompt, with room for the limit in the context
	 * @param limit most tokens to generate, at least 1
	 * @param sampling how to choose tokens
	 * @param sink called on this thread
	 * @throws ModelException if the model cannot do it
	 */
	void generate(Prompt prompt, int limit, Sampling sampling, TokenSink sink);

	/**
	 * Gives the meaning of a text as a vector.
	 * @param text any text
	 * @return the vector
	 * @throws ModelException if the model cannot do it
	 */
	float[] embed(String text);

}
