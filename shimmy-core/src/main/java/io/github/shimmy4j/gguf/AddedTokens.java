package io.github.shimmy4j.gguf;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokens that llama.cpp puts around each prompt. Flags of the file decide, except
 * that a tokenizer of the kind {@code bert} always adds its own; where the file says
 * nothing, the kind of tokenizer does. As in llama-vocab.cpp.
 */
final class AddedTokens {

	/** Kinds of byte pair tokenizers that begin each text. */
	private static final Set<String> BEGINNING = Set.of("llama3", "llama-v3", "llama-bpe", "falcon3", "tekken",
			"chameleon");

	private static final String BERT = "bert";

	private final GgufMetadata metadata;

	private final String tokenizer;

	AddedTokens(GgufMetadata metadata) {
		this.metadata = metadata;
		this.tokenizer = String.valueOf(metadata.text(GgufMetadata.TOKENIZER));
	}

	List<Integer> before() {
		boolean begins = switch (this.tokenizer) {
			case "llama", BERT -> true;
			case "gpt2" -> BEGINNING.contains(String.valueOf(this.metadata.text(GgufMetadata.PRE_TOKENIZER)));
			default -> false;
		};
		return (BERT.equals(this.tokenizer) || this.metadata.flag(GgufMetadata.ADD_BEGIN, begins))
				? List.of(id(GgufMetadata.BEGIN_TOKEN, Map.of(BERT, 101, "gpt2", 11), 1)) : List.of();
	}

	List<Integer> after() {
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
