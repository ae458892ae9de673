package io.github.shimmy4j.engine.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.Prompt;

/** Turns texts into vectors, one after the other. */
public final class Embedding extends Slots.Job {

	private final LanguageModel model;

	private final List<String> texts;

	private final Consumer<Result> done;

	private final Consumer<RuntimeException> failed;

	/**
	 * An embedding that has not begun.
	 * @param model computes the vectors
	 * @param texts the texts
	 * @param done receives the result
	 * @param failed receives a failure
	 */
	public Embedding(LanguageModel model, List<String> texts, Consumer<Result> done,
			Consumer<RuntimeException> failed) {
		this.model = model;
		this.texts = List.copyOf(texts);
		this.done = done;
		this.failed = failed;
	}

	@Override
	protected void work() {
		List<float[]> vectors = new ArrayList<>();
		int tokens = 0;
		for (String text : this.texts) {
			if (!isWanted()) {
				throw new CancellationException();
			}
			tokens += checkedTokens(text);
			vectors.add(this.model.embed(text));
		}
		this.done.accept(new Result(vectors, tokens));
	}

	@Override
	protected void failed(RuntimeException failure) {
		this.failed.accept(failure);
	}

	private int checkedTokens(String text) {
		Prompt prompt = this.model.prompt(text, this::isWanted);
		if (prompt.tokens() >= this.model.contextLength()) {
			throw new PromptTooLongException(prompt, this.model.contextLength());
		}
		return prompt.tokens();
	}

	/**
	 * The vectors of some texts.
	 *
	 * @param vectors one for each text
	 * @param tokens tokens of all texts together
	 */
	public record Result(List<float[]> vectors, int tokens) {

		public Result {
			vectors = List.copyOf(vectors);
		}

	}

}
