package io.github.shimmy4j.engine.model;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.schema.AnswerSchema;

/**
 * How the next token is chosen. A null value is as in llama.cpp's own server, which also
 * chooses among the 40 likeliest tokens only, and among those that are at least 0.05
 * times as likely as the likeliest.
 *
 * @param temperature 0 always takes the most likely token
 * @param topP nucleus sampling, 0 to 1, or null for 0.95
 * @param seed seed of the random numbers, or null for a random seed
 * @param frequencyPenalty lowers a token by the number of times that it was generated
 * @param presencePenalty lowers each token that was generated before
 * @param schema schema that the answer must follow, or null for free text
 */
public record Sampling(double temperature, @Nullable Double topP, @Nullable Integer seed, double frequencyPenalty,
		double presencePenalty, @Nullable AnswerSchema schema) {

	/**
	 * The temperature of llama.cpp's own server (its {@code /props}). At 0, a small model
	 * repeats itself to the end of its context.
	 */
	public static final double USUAL_TEMPERATURE = 0.8;

	/** Of a request that does not mention sampling. */
	public static final Sampling USUAL = new Sampling(USUAL_TEMPERATURE, null, null, 0, 0, null);

	/** Always takes the most likely token. */
	public static final Sampling GREEDY = new Sampling(0, null, null, 0, 0, null);

}
