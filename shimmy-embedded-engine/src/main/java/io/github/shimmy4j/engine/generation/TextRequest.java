package io.github.shimmy4j.engine.generation;

import java.util.List;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;
import io.github.shimmy4j.engine.model.Prompt;
import io.github.shimmy4j.engine.model.Sampling;

/**
 * A request to continue a text, without a chat template.
 *
 * @param text the text; its marks become control tokens
 * @param maxTokens most tokens of the answer, or null for as many as fit into the context
 * @param stop texts that end the answer and are left out of it
 * @param sampling how tokens are chosen
 */
public record TextRequest(String text, @Nullable Integer maxTokens, List<String> stop,
		Sampling sampling) implements AnswerRequest {

	public TextRequest {
		stop = List.copyOf(stop);
	}

	/** Refuses a text without any token: llama.cpp cannot continue it. */
	@Override
	public Prompt prompt(LanguageModel model, BooleanSupplier wanted) {
		Prompt prompt = model.markedPrompt(this.text, wanted);
		if (prompt.tokens() == 0) {
			throw new ModelException(Kind.BAD_INPUT,
					"prompt must not be empty: this model adds no token of its own, so there is nothing to continue");
		}
		return prompt;
	}

}
