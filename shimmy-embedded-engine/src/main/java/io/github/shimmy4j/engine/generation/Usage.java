package io.github.shimmy4j.engine.generation;

/**
 * What an answer took.
 *
 * @param promptTokens tokens of the prompt, exact
 * @param cachedTokens those of them that were read for an earlier prompt
 * @param completionTokens tokens of the answer, with the one that ended it, as llama.cpp
 * counts them
 */
public record Usage(int promptTokens, int cachedTokens, int completionTokens) {

	/** Both together. */
	public int totalTokens() {
		return this.promptTokens + this.completionTokens;
	}

}
