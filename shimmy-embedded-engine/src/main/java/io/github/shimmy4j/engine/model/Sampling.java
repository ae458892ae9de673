package io.github.shimmy4j.engine.model;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.schema.AnswerSchema;

/**
 * How the next token is chosen.
 *
 * @param temperature 0 takes the most likely token each time
 * @param topP share of probability that is looked at, or null for the model's default
 * @param seed start of the random numbers, or null for a random one
 * @param frequencyPenalty lowers tokens by how often they came
 * @param presencePenalty lowers tokens that came at all
 * @param schema form that the answer must have, or null for free text
 */
public record Sampling(double temperature, @Nullable Double topP, @Nullable Integer seed, double frequencyPenalty,
		double presencePenalty, @Nullable AnswerSchema schema) {

	/** The most likely token each time. */
	public static final Sampling GREEDY = new Sampling(0, null, null, 0, 0, null);

}
