package io.github.shimmy4j.engine.generation;

import java.util.List;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.Prompt;
import io.github.shimmy4j.engine.model.Sampling;

/** A request for an answer. */
public sealed interface AnswerRequest permits ChatRequest, TextRequest {

	/**
	 * Makes the prompt.
	 * @param model the model that answers
	 * @param wanted asked repeatedly; false cancels
	 * @return the prompt; counting stops at twice the context
	 * @throws io.github.shimmy4j.engine.model.ModelException if there can be no prompt
	 * @throws java.util.concurrent.CancellationException if it is no longer wanted
	 */
	Prompt prompt(LanguageModel model, BooleanSupplier wanted);

	/** Most tokens of the answer, or null for as many as fit into the context. */
	@Nullable Integer maxTokens();

	/** Texts that end the answer and are left out of it. */
	List<String> stop();

	/** How tokens are chosen. */
	Sampling sampling();

}
