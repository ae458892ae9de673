package io.github.shimmy4j.gguf;

import java.util.List;
import java.util.Set;

/**
 * What a GGUF file says of its tokens, as far as it decides how llama.cpp cuts a prompt
 * into them.
 *
 * @param controlTokens texts that llama.cpp takes for control tokens wherever they stand;
 * empty if the file does not say which these are
 * @param before ids of the tokens that llama.cpp puts before each prompt
 * @param after ids of the tokens that llama.cpp puts after each prompt
 * @param longestToken bytes of the longest token; 0 if texts may lose characters before
 * they become tokens, or if there are no tokens
 * @param spacePrefix whether a space is put before each text
 */
public record GgufVocabulary(Set<String> controlTokens, List<Integer> before, List<Integer> after, int longestToken,
		boolean spacePrefix) {

	/** Of a file without one. */
	public static final GgufVocabulary NONE = new GgufVocabulary(Set.of(), List.of(), List.of(), 0, false);

	public GgufVocabulary {
		controlTokens = Set.copyOf(controlTokens);
		before = List.copyOf(before);
		after = List.copyOf(after);
	}

}
