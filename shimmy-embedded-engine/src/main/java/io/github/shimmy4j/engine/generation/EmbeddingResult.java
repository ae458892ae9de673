package io.github.shimmy4j.engine.generation;

import java.util.List;

/**
 * Vectors of some texts.
 *
 * @param vectors one for each text
 * @param tokens tokens of all texts
 */
public record EmbeddingResult(List<float[]> vectors, int tokens) {

	public EmbeddingResult {
		vectors = List.copyOf(vectors);
	}

}
