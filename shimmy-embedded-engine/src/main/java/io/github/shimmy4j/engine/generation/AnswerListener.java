package io.github.shimmy4j.engine.generation;

/**
 * Receives an answer while it is generated, on the thread that generates it. The last
 * call is either {@link #finished} or {@link #failed}; a cancelled generation may make
 * neither.
 */
public interface AnswerListener {

	/**
	 * More text was generated.
	 * @param text never empty, never ends inside a character
	 */
	void text(String text);

	/**
	 * The answer is complete.
	 * @param outcome how it ended
	 */
	void finished(Outcome outcome);

	/**
	 * The generation failed, before or after it generated text.
	 * @param failure a {@link PromptTooLongException}, a
	 * {@link io.github.shimmy4j.engine.model.ModelException}, or a defect
	 */
	void failed(RuntimeException failure);

}
