package io.github.shimmy4j.engine.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the engine needs to know of a model's tokens to cut a prompt into them as
 * llama.cpp would. The sidecar has the same rule for marks in a class of this name, and
 * both read the cases of {@code control-tokens.csv} in their tests.
 *
 * @param marks texts that llama.cpp takes for control tokens wherever they stand
 * @param before tokens put before each prompt
 * @param after tokens put after each prompt
 * @param longestToken bytes of the longest token, or 0 if texts may lose characters
 * before they become tokens
 * @param spacePrefix whether a space is put before each text
 */
public record GgufVocabulary(List<String> marks, List<Integer> before, List<Integer> after, int longestToken,
		boolean spacePrefix) {

	private static final int UNKNOWN = 2;

	private static final int CONTROL = 3;

	private static final int USER_DEFINED = 4;

	/** Tokens of any type that llama.cpp b4916 makes control tokens for their names. */
	private static final Set<String> NAMED = Set.of("<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>",
			"<|endoftext|>", "<|eom_id|>", "<EOT>", "_<EOT>", "< EOT >", "<｜end▁of▁sentence｜>", "<end_of_utterance>",
			"<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|fim_suffix|>",
			"<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|fim_middle|>", "<fim-middle>",
			"<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>", "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>",
			"<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>", "<|file_sep|>");

	public GgufVocabulary {
		marks = List.copyOf(marks);
		before = List.copyOf(before);
		after = List.copyOf(after);
	}

	/**
	 * Reads the vocabulary of a file.
	 * @param file a GGUF file
	 * @return what it says
	 * @throws ModelLoadException if it is none
	 */
	public static GgufVocabulary read(Path file) {
		List<String> marks = new ArrayList<>();
		int[] longest = new int[1];
		GgufMetadata metadata = new GgufReader(file).readTokens((type, text, length) -> {
			longest[0] = (int) Math.max(longest[0], Math.min(length, Integer.MAX_VALUE));
			if (text != null && isMark(type, text)) {
				marks.add(text);
			}
		});
		String tokenizer = metadata.text("tokenizer.ggml.model", "");
		boolean keepsText = "llama".equals(tokenizer) || "gpt2".equals(tokenizer);
		return new GgufVocabulary(marks, GgufHeader.before(metadata), GgufHeader.after(metadata),
				keepsText ? longest[0] : 0,
				metadata.flag("tokenizer.ggml.add_space_prefix", "llama".equals(tokenizer)));
	}

	/**
	 * Most tokens that were added by users stand for ordinary text, such as runs of
	 * spaces and tags of HTML, in plain text as well.
	 */
	private static boolean isMark(int type, String text) {
		return switch (type) {
			case UNKNOWN, CONTROL -> true;
			case USER_DEFINED -> hasShapeOfAMark(text) || isNamed(text);
			default -> isNamed(text);
		};
	}

	private static boolean isNamed(String text) {
		return NAMED.contains(text);
	}

	/**
	 * Such as {@code <|tool|>}, {@code <start_of_turn>}, {@code [INST]}, {@code <think>}.
	 */
	private static boolean hasShapeOfAMark(String text) {
		return text.matches("<[|｜].*[|｜]>|<[a-z]+(_[a-z]+)+>|\\[/?[A-Z_]+]|</?(think|tool_call|tool_response)>");
	}

}
