package io.github.shimmy4j.engine.model;

import java.nio.file.Path;
import java.util.Set;

/**
 * What the engine needs to know of a model before it is loaded.
 *
 * @param contextLength tokens that the model was trained on
 * @param addedTokens tokens that llama.cpp puts around each prompt, such as one for the
 * beginning of the text
 * @param pools whether it was made to turn a text into one vector
 */
public record GgufHeader(int contextLength, int addedTokens, boolean pools) {

	/** Taken when the file does not say: no model that chats has less. */
	private static final int SMALLEST_CONTEXT = 2048;

	/** Kinds of byte pair tokenizers that begin each text, as in llama-vocab.cpp. */
	private static final Set<String> BEGINNING = Set.of("llama3", "llama-v3", "llama-bpe", "falcon3", "tekken",
			"chameleon");

	/**
	 * Reads the header of a file.
	 * @param file a GGUF file
	 * @return what it says
	 * @throws ModelLoadException if it is none
	 */
	public static GgufHeader read(Path file) {
		return of(new GgufReader(file).read());
	}

	static GgufHeader of(GgufMetadata metadata) {
		String architecture = metadata.text("general.architecture", "");
		long contextLength = metadata.number(architecture + ".context_length", SMALLEST_CONTEXT);
		return new GgufHeader((int) Math.max(1, Math.min(contextLength, Integer.MAX_VALUE)), addedTokens(metadata),
				metadata.number(architecture + ".pooling_type", 0) > 0);
	}

	private static int addedTokens(GgufMetadata metadata) {
		String tokenizer = metadata.text("tokenizer.ggml.model", "");
		boolean begins = switch (tokenizer) {
			case "llama", "bert" -> true;
			case "gpt2" -> BEGINNING.contains(metadata.text("tokenizer.ggml.pre", ""));
			default -> false;
		};
		boolean ends = "t5".equals(tokenizer);
		if ("bert".equals(tokenizer)) {
			// Whatever the flags say.
			return 2;
		}
		return (metadata.flag("tokenizer.ggml.add_bos_token", begins) ? 1 : 0)
				+ (metadata.flag("tokenizer.ggml.add_eos_token", ends) ? 1 : 0);
	}

}
