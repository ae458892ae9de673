package io.github.shimmy4j.sidecar;

import java.util.List;
import java.util.OptionalLong;

/** Counts tokens exactly, as the tokenizer of a server's model makes them. */
@FunctionalInterface
public interface TokenCounter {

	/** Counts nothing. */
	TokenCounter UNAVAILABLE = (texts) -> OptionalLong.empty();

	/**
	 * Counts the tokens of some texts, without those that a template adds. Takes about a
	 * second.
	 * @param texts the texts
	 * @return tokens of all of them together, or empty if they cannot be counted here
	 */
	OptionalLong count(List<String> texts);

}
