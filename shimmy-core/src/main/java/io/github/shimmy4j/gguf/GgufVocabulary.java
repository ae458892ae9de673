package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tokens of a GGUF file's vocabulary that llama.cpp takes for control tokens. Of all
 * others nothing is kept. The embedded engine has the same rule in a class of this name,
 * and both read the cases of {@code control-tokens.csv} in their tests.
 */
final class GgufVocabulary {

	static final String TOKENS = "tokenizer.ggml.tokens";

	static final String TYPES = "tokenizer.ggml.token_type";

	/** {@code LLAMA_TOKEN_TYPE_UNKNOWN}, which llama.cpp treats as a control token. */
	private static final long UNKNOWN = 2;

	/** {@code LLAMA_TOKEN_TYPE_CONTROL}. */
	private static final long CONTROL = 3;

	/** {@code LLAMA_TOKEN_TYPE_USER_DEFINED}. */
	private static final long USER_DEFINED = 4;

	/** The longest known control token is below 64. */
	private static final int MAX_TOKEN_BYTES = 128;

	/** What a control token has at least one of, so that words are not kept. */
	private static final String SIGNS = "<>[]|{}｜";

	/** Vocabularies of 256,000 tokens have some 8,000 with such signs. */
	private static final int MAX_CANDIDATES = 1 << 17;

	/** Tokens of any type that llama.cpp makes control tokens because of their names. */
	private static final Set<String> NAMED = Set.of("<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>",
			"<|endoftext|>", "<|eom_id|>", "<EOT>", "_<EOT>", "< EOT >", "<｜end▁of▁sentence｜>", "<end_of_utterance>",
			"<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|fim_suffix|>",
			"<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|fim_middle|>", "<fim-middle>",
			"<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>", "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>",
			"<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>", "<|file_sep|>");

	/** Most tokens of users are ordinary text, such as runs of spaces or tags of HTML. */
	private static final Pattern SHAPE = Pattern
		.compile("<[|｜].*[|｜]>|<[a-z]+(_[a-z]+)+>|\\[/?[A-Z_]+]|</?(think|tool_call|tool_response)>");

	private final Map<Integer, String> candidates = new HashMap<>();

	private final BitSet control = new BitSet();

	private final BitSet userDefined = new BitSet();

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
			if (index <= Integer.MAX_VALUE) {
				this.control.set((int) index, kind == CONTROL || kind == UNKNOWN);
				this.userDefined.set((int) index, kind == USER_DEFINED);
			}
		}
	}

	Set<String> controlTokens() {
		Set<String> tokens = new HashSet<>();
		this.candidates.forEach((index, token) -> {
			if (isMark(index, token)) {
				tokens.add(token);
			}
		});
		return tokens;
	}

	private boolean isMark(int index, String token) {
		return this.control.get(index) || NAMED.contains(token)
				|| (this.userDefined.get(index) && SHAPE.matcher(token).matches());
	}

}
