package io.github.shimmy4j.engine.http;

import java.util.Arrays;

/**
 * Shortens a vector to the number of dimensions that a request asks for, as OpenAI does:
 * the first numbers, scaled to the length 1. A GGUF file does not tell whether its model
 * was trained for that, so the client decides.
 */
final class ShortVector {

	private ShortVector() {
	}

	/** The vector itself if it has as many; refuses more than it has. */
	static float[] of(float[] vector, int dimensions) {
		if (dimensions > vector.length) {
			throw RefusedException.bad("invalid_dimensions",
					"dimensions must be at most " + vector.length + " with this model, not " + dimensions,
					"dimensions");
		}
		if (dimensions == vector.length) {
			return vector;
		}
		float[] beginning = Arrays.copyOf(vector, dimensions);
		double squares = 0;
		for (float number : beginning) {
			squares += (double) number * number;
		}
		if (squares > 0) {
			double length = Math.sqrt(squares);
			for (int i = 0; i < dimensions; i++) {
				beginning[i] = (float) (beginning[i] / length);
			}
		}
		return beginning;
	}

}
