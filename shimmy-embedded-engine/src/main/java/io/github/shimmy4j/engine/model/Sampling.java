package io.github.shimmy4j.engine.model;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.schema.AnswerSchema;

/**
 * How the next token is chosen.
 *
 * @param temperature 0 always takes the most likely token
 * @param topP nucleus sampling, 0 to 1, or null for llama.cpp's default
 * @param seed seed of the random numbers, or null for a random seed
 * @param frequencyPenalty lowers a token by the number of times that it was generated
 * @param presencePenalty lowers each token that was generated before
 * @param schema schema that the answer must follow, or null for free text
 */
public record Sampling(double temperature, @Nullable Double topP, @Nullable Integer seed, double frequencyPenalty,
		double presencePenalty, @Nullable AnswerSchema schema) {

	/** Always takes the most likely token. */
	public static final Sampling GREEDY = new Sampling(0, null, null, 0, 0, null);

}
