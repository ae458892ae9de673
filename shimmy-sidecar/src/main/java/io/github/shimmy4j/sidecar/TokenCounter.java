package io.github.shimmy4j.sidecar;

import java.util.List;
import java.util.OptionalLong;

/** Counts tokens exactly, with the tokenizer of a server's model. */
@FunctionalInterface
public interface TokenCounter {

	/** Never has a count. */
	TokenCounter UNAVAILABLE = (texts) -> OptionalLong.empty();

	/**
	 * Counts the tokens of texts, without those that a chat template adds. Takes about a
	 * second.
	 * @param texts the texts
	 * @return sum of all tokens, or empty if they cannot be counted here
	 */
	OptionalLong count(List<String> texts);

}
