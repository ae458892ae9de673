package io.github.shimmy4j.engine.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.Prompt;

/**
 * Turns texts into vectors, one after the other. Runs once, on a thread of a slot.
 */
public final class Embedding implements Slots.Job {

	private final LanguageModel model;

	private final List<String> texts;

	private final Consumer<EmbeddingResult> done;

	private final Consumer<RuntimeException> failed;

	private volatile boolean cancelled;

	/**
	 * A job, not begun.
	 * @param model what makes the vectors
	 * @param texts the texts
	 * @param done hears the result
	 * @param failed hears of a failure
	 */
	public Embedding(LanguageModel model, List<String> texts, Consumer<EmbeddingResult> done,
			Consumer<RuntimeException> failed) {
		this.model = model;
		this.texts = List.copyOf(texts);
		this.done = done;
		this.failed = failed;
	}

	@Override
	public void run() {
		try {
			List<float[]> vectors = new ArrayList<>();
			int tokens = 0;
			for (String text : this.texts) {
				if (this.cancelled) {
					return;
				}
				tokens += checkedTokens(text);
				vectors.add(this.model.embed(text));
			}
			this.done.accept(new EmbeddingResult(vectors, tokens));
		}
		catch (CancellationException ex) {
			// Nobody listens any more.
			return;
		}
		catch (RuntimeException ex) {
			this.failed.accept(ex);
		}
		catch (StackOverflowError ex) {
			this.failed.accept(new IllegalStateException("The request is nested too deeply", ex));
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
	}

	private int checkedTokens(String text) {
		Prompt prompt = this.model.prompt(text, () -> !this.cancelled);
		if (prompt.tokens() >= this.model.contextLength()) {
			throw new PromptTooLongException(prompt, this.model.contextLength());
		}
		return prompt.tokens();
	}

}
