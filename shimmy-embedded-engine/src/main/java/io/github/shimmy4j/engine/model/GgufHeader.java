package io.github.shimmy4j.engine.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

	private static final String TOKENIZER = "tokenizer.ggml.model";

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
		return before(metadata).size() + after(metadata).size();
	}

	/** Tokens that llama.cpp puts before each prompt. */
	static List<Integer> before(GgufMetadata metadata) {
		String tokenizer = metadata.text(TOKENIZER, "");
		boolean begins = switch (tokenizer) {
			case "llama", "bert" -> true;
			case "gpt2" -> BEGINNING.contains(metadata.text("tokenizer.ggml.pre", ""));
			default -> false;
		};
		// To "bert" it is added whatever the flag says.
		return ("bert".equals(tokenizer) || metadata.flag("tokenizer.ggml.add_bos_token", begins))
				? List.of(id(metadata, "bos", Map.of("bert", 101, "gpt2", 11).getOrDefault(tokenizer, 1))) : List.of();
	}

	/** Tokens that llama.cpp puts after each prompt. */
	static List<Integer> after(GgufMetadata metadata) {
		String tokenizer = metadata.text(TOKENIZER, "");
		if ("bert".equals(tokenizer)) {
			return List.of(id(metadata, "seperator", 102));
		}
		return metadata.flag("tokenizer.ggml.add_eos_token", "t5".equals(tokenizer))
				? List.of(id(metadata, "eos", Map.of("gpt2", 11, "t5", 1).getOrDefault(tokenizer, 2))) : List.of();
	}

	/** As llama.cpp, which takes a default where the file says nothing. */
	private static int id(GgufMetadata metadata, String name, int otherwise) {
		return (int) metadata.number("tokenizer.ggml." + name + "_token_id", otherwise);
	}

}
