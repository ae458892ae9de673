package io.github.shimmy4j.gguf;

import java.util.Set;
import java.util.regex.Pattern;

/** Tells which tokens of a vocabulary llama.cpp b4916 treats as control tokens. */
final class ControlTokenRule {

	/** {@code LLAMA_TOKEN_TYPE_NORMAL}, assumed if the file gives no type. */
	static final int NORMAL = 1;

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

	private ControlTokenRule() {
	}

	static boolean isControl(int type, String text) {
		return type == UNKNOWN || type == CONTROL || NAMED.contains(text)
				|| (type == USER_DEFINED && SHAPE.matcher(text).matches());
	}

}
