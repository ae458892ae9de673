package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the vocabulary of a file whose metadata was read once: the types of the tokens
 * may come after their texts, so the reader goes back to each. Keeps the texts of control
 * tokens only.
 */
final class VocabularyReader {

	/** Several times as many as any model has. */
	private static final int MAX_TOKENS = 1 << 21;

	/** The longest known control token is below 64. */
	private static final int MAX_CONTROL_BYTES = 1024;

	/** Several times as many as any model has. */
	private static final int MAX_CONTROL_TOKENS = 1 << 17;

	/** Byte pair tokenizers for which llama.cpp begins each text with a token. */
	private static final Set<String> BEGINNING = Set.of("llama3", "llama-v3", "llama-bpe", "falcon3", "tekken",
			"chameleon");

	private static final String BERT = "bert";

	/** {@code LLAMA_TOKEN_TYPE_NORMAL}, assumed if the file gives no type. */
	private static final int NORMAL = 1;

	/** {@code LLAMA_TOKEN_TYPE_UNKNOWN}, which llama.cpp treats as a control token. */
	private static final int UNKNOWN = 2;

	/** {@code LLAMA_TOKEN_TYPE_CONTROL}. */
	private static final int CONTROL = 3;

	/** {@code LLAMA_TOKEN_TYPE_USER_DEFINED}. */
	private static final int USER_DEFINED = 4;

	/** Treated by llama.cpp as control tokens whatever their type. */
	private static final Set<String> NAMED = Set.of("<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>",
			"<|endoftext|>", "<|eom_id|>", "<EOT>", "_<EOT>", "< EOT >", "<｜end▁of▁sentence｜>", "<end_of_utterance>",
			"<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|fim_suffix|>",
			"<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|fim_middle|>", "<fim-middle>",
			"<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>", "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>",
			"<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>", "<|file_sep|>");

	/**
	 * Most tokens added by users stand for ordinary text, such as runs of spaces and HTML
	 * tags. These do not: {@code <|tool|>}, {@code <start_of_turn>}, {@code [INST]},
	 * {@code <think>}.
	 */
	private static final Pattern SHAPE = Pattern
		.compile("<[|｜].*[|｜]>|<[a-z]+(_[a-z]+)+>|\\[/?[A-Z_]+]|</?(think|tool_call|tool_response)>");

	private final GgufInput input;

	private final GgufMetadata metadata;

	private final String tokenizer;

	private final Set<String> controlTokens = new HashSet<>();

	private long longestToken;

	VocabularyReader(GgufInput input, GgufMetadata metadata) {
		this.input = input;
		this.metadata = metadata;
		this.tokenizer = String.valueOf(metadata.text(GgufMetadata.TOKENIZER));
	}

	GgufVocabulary read() throws IOException {
		GgufMetadata.Array tokens = this.metadata.array(GgufMetadata.TOKENS);
		if (tokens != null && tokens.type() == GgufValueType.STRING) {
			readTokens(tokens, readTypes());
		}
		boolean sentencePiece = this.tokenizer.equals("llama");
		boolean keepsText = sentencePiece || this.tokenizer.equals("gpt2");
		return new GgufVocabulary(this.controlTokens, before(), after(),
				keepsText ? (int) Math.min(this.longestToken, Integer.MAX_VALUE) : 0,
				this.metadata.flag(GgufMetadata.ADD_SPACE, sentencePiece));
	}

	private byte[] readTypes() throws IOException {
		GgufMetadata.Array array = this.metadata.array(GgufMetadata.TOKEN_TYPES);
		if (array == null || !array.type().isInteger()) {
			return new byte[0];
		}
		byte[] types = new byte[seek(array)];
		for (int index = 0; index < types.length; index++) {
			types[index] = (byte) this.input.integer(array.type());
		}
		return types;
	}

	private void readTokens(GgufMetadata.Array tokens, byte[] types) throws IOException {
		int count = seek(tokens);
		for (int index = 0; index < count; index++) {
			long length = this.input.count();
			this.longestToken = Math.max(this.longestToken, length);
			if (length > MAX_CONTROL_BYTES) {
				this.input.skip(length);
				continue;
			}
			String text = this.input.text((int) length);
			int type = (index < types.length) ? types[index] : NORMAL;
			if (isControl(type, text)) {
				keep(text);
			}
		}
	}

	/** The rule of llama.cpp b4916. */
	private static boolean isControl(int type, String text) {
		return type == UNKNOWN || type == CONTROL || NAMED.contains(text)
				|| (type == USER_DEFINED && SHAPE.matcher(text).matches());
	}

	private void keep(String controlToken) {
		this.controlTokens.add(controlToken);
		if (this.controlTokens.size() > MAX_CONTROL_TOKENS) {
			throw this.input.broken("more than %,d control tokens".formatted(MAX_CONTROL_TOKENS));
		}
	}

	/** Goes to the first element, and returns the number of elements. */
	private int seek(GgufMetadata.Array array) {
		if (array.count() > MAX_TOKENS) {
			throw this.input.broken("%,d tokens, at most %,d are plausible".formatted(array.count(), MAX_TOKENS));
		}
		this.input.seek(array.position());
		return (int) array.count();
	}

	/**
	 * Ids of the tokens before each prompt, by the rules of llama-vocab.cpp: flags in the
	 * file decide, else the kind of tokenizer. A {@code bert} tokenizer ignores the flags
	 * and always adds its tokens.
	 */
	private List<Integer> before() {
		boolean begins = switch (this.tokenizer) {
			case "llama", BERT -> true;
			case "gpt2" -> BEGINNING.contains(String.valueOf(this.metadata.text(GgufMetadata.PRE_TOKENIZER)));
			default -> false;
		};
		return (BERT.equals(this.tokenizer) || this.metadata.flag(GgufMetadata.ADD_BEGIN, begins))
				? List.of(id(GgufMetadata.BEGIN_TOKEN, Map.of(BERT, 101, "gpt2", 11), 1)) : List.of();
	}

	/** Ids of the tokens after each prompt, by the same rules. */
	private List<Integer> after() {
		if (BERT.equals(this.tokenizer)) {
			return List.of(id(GgufMetadata.SEPARATOR_TOKEN, Map.of(), 102));
		}
		return this.metadata.flag(GgufMetadata.ADD_END, "t5".equals(this.tokenizer))
				? List.of(id(GgufMetadata.END_TOKEN, Map.of("gpt2", 11, "t5", 1), 2)) : List.of();
	}

	private int id(String key, Map<String, Integer> ofTokenizers, int otherwise) {
		return (int) this.metadata.number(key, ofTokenizers.getOrDefault(this.tokenizer, otherwise));
	}

}
