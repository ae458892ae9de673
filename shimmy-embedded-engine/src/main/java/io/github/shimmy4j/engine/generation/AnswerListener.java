package io.github.shimmy4j.engine.generation;

/**
 * Hears an answer as it is made, on the thread that makes it. One of {@link #finished}
 * and {@link #failed} comes last, unless the generation was cancelled.
 */
public interface AnswerListener {

	/**
	 * More text.
	 * @param text never empty, never ends inside a character
	 */
	void text(String text);

	/**
	 * The answer is complete.
	 * @param outcome how it ended
	 */
	void finished(Outcome outcome);

	/**
	 * There is no answer, or no more of it.
	 * @param failure a {@link PromptTooLongException}, a
	 * {@link io.github.shimmy4j.engine.model.ModelException}, or a defect
	 */
	void failed(RuntimeException failure);

}
