package io.github.shimmy4j.gguf;

import java.util.List;
import java.util.Set;

/**
 * The facts that a GGUF file states about its tokens, as far as they decide how llama.cpp
 * splits a prompt.
 *
 * @param controlTokens texts that llama.cpp reads as control tokens; empty if not stated
 * @param before ids of the tokens that llama.cpp puts before each prompt
 * @param after ids of the tokens that llama.cpp puts after each prompt
 * @param longestToken bytes of the longest token; 0 if there are no tokens, or if the
 * tokenizer may drop characters
 * @param spacePrefix whether llama.cpp puts a space before each text
 */
public record GgufVocabulary(Set<String> controlTokens, List<Integer> before, List<Integer> after, int longestToken,
		boolean spacePrefix) {

	/** Vocabulary of a file without tokens. */
	public static final GgufVocabulary NONE = new GgufVocabulary(Set.of(), List.of(), List.of(), 0, false);

	public GgufVocabulary {
		controlTokens = Set.copyOf(controlTokens);
		before = List.copyOf(before);
		after = List.copyOf(after);
	}

}
