package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The control tokens of a GGUF file's vocabulary. Of all others nothing is kept.
 */
final class GgufVocabulary {

	static final String TOKENS = "tokenizer.ggml.tokens";

	static final String TYPES = "tokenizer.ggml.token_type";

	/** {@code LLAMA_TOKEN_TYPE_UNKNOWN}, which llama.cpp treats as a control token. */
	private static final long UNKNOWN = 2;

	/** {@code LLAMA_TOKEN_TYPE_CONTROL}. */
	private static final long CONTROL = 3;

	/** The longest known control token is below 64. */
	private static final int MAX_TOKEN_BYTES = 128;

	/** What a control token has at least one of, so that words are not kept. */
	private static final String SIGNS = "<>[]|{}｜";

	/** Vocabularies of 256,000 tokens have some 8,000 with such signs. */
	private static final int MAX_CANDIDATES = 1 << 17;

	private final Map<Integer, String> candidates = new HashMap<>();

	private final BitSet control = new BitSet();

	void readTokens(GgufInput input, long count) throws IOException {
		for (long index = 0; index < count; index++) {
			long length = input.count();
			if (length > MAX_TOKEN_BYTES || this.candidates.size() >= MAX_CANDIDATES) {
				input.skip(length);
				continue;
			}
			String token = input.text((int) length);
			if (token.chars().anyMatch((c) -> SIGNS.indexOf(c) >= 0)) {
				this.candidates.put((int) index, token);
			}
		}
	}

	void readTypes(GgufInput input, GgufValueType type, long count) throws IOException {
		for (long index = 0; index < count; index++) {
			long kind = input.integer(type);
			if ((kind == CONTROL || kind == UNKNOWN) && index <= Integer.MAX_VALUE) {
				this.control.set((int) index);
			}
		}
	}

	Set<String> controlTokens() {
		Set<String> tokens = new HashSet<>();
		this.candidates.forEach((index, token) -> {
			if (this.control.get(index)) {
				tokens.add(token);
			}
		});
		return tokens;
	}

}
