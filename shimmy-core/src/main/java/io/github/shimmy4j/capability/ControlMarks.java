package io.github.shimmy4j.capability;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.text.TextTree;

/**
 * Texts that a server may read as control tokens: such a text in a message can end the
 * message and begin one of another role. Finds and breaks them in time that grows only
 * with the length of the text. Immutable.
 */
public final class ControlMarks {

	/** Written around messages by shimmy, even if the model has no such tokens. */
	private static final Set<String> WRITTEN = Set.of("<|im_start|>", "<|im_end|>", "<|begin_of_text|>",
			"<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");

	/**
	 * Marks of all known template families, since the server's vocabulary may be unknown
	 * or differ from the one in the file. Left out are marks that are also HTML tags or
	 * common placeholders, such as {@code <s>}, {@code <eos>} and {@code <pad>}: alone
	 * they begin no message of another role, and breaking them would change ordinary
	 * text.
	 */
	private static final Set<String> FAMILIES = Set.of("<|endoftext|>", "<|im_sep|>", "<end_of_utterance>",
			"<|end_of_text|>", "<|eom_id|>", "<|python_tag|>", "<|header_start|>", "<|header_end|>", "<|eot|>",
			"<|im_user|>", "<|im_assistant|>", "<|im_system|>", "<|im_middle|>", "[INST]", "[/INST]", "<<SYS>>",
			"<</SYS>>", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]",
			"[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "<start_of_turn>", "<end_of_turn>", "<|user|>", "<|assistant|>",
			"<|system|>", "<|end|>", "<|observation|>", "[gMASK]", "<|EOT|>", "<｜begin▁of▁sentence｜>",
			"<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<|end_of_turn|>", "<BOS_TOKEN>",
			"<|START_OF_TURN_TOKEN|>", "<|END_OF_TURN_TOKEN|>", "<|USER_TOKEN|>", "<|CHATBOT_TOKEN|>",
			"<|SYSTEM_TOKEN|>", "[|system|]", "[|user|]", "[|assistant|]", "[|endofturn|]", "<|start_of_role|>",
			"<|end_of_role|>", "<|role_start|>", "<|role_end|>", "<|turn_end|>", "<|return|>", "<|start|>",
			"<|message|>", "<|channel|>", "<|call|>");

	/** A mark of one character cannot be broken. */
	private static final int SHORTEST = 2;

	/** The marks of all known template families. */
	public static final ControlMarks KNOWN = of(Set.of());

	private final TextTree tree;

	/** Inserted after a mark's first character: more spaces than any mark contains. */
	private final String gap;

	private ControlMarks(Set<String> marks) {
		this.tree = new TextTree(marks);
		int spaces = marks.stream().mapToInt(ControlMarks::longestRunOfSpaces).max().orElse(0);
		this.gap = " ".repeat(spaces + 1);
	}

	/**
	 * Makes the marks of a model.
	 * @param vocabulary control tokens of its vocabulary; empty if that is not known
	 * @return these tokens, and the marks of {@link #KNOWN}
	 */
	public static ControlMarks ofVocabulary(Collection<String> vocabulary) {
		return vocabulary.isEmpty() ? KNOWN : of(vocabulary);
	}

	private static ControlMarks of(Collection<String> texts) {
		Set<String> marks = new HashSet<>(WRITTEN);
		marks.addAll(FAMILIES);
		texts.stream().filter((text) -> text.length() >= SHORTEST).forEach(marks::add);
		return new ControlMarks(marks);
	}

	/** The first mark in a text; the longest if several begin there; empty if none. */
	public Optional<String> firstIn(String text) {
		int at = this.tree.nextIn(text, 0);
		return (at < 0) ? Optional.empty() : Optional.of(text.substring(at, at + this.tree.longestAt(text, at)));
	}

	/**
	 * Breaks all marks in a text, overlapping ones too, by spaces after the first
	 * character of each. Nothing else changes. Idempotent.
	 * @param text any text
	 * @return a text in which {@link #firstIn} finds nothing; the same if it has none
	 */
	public String breakIn(String text) {
		int mark = this.tree.nextIn(text, 0);
		if (mark < 0) {
			return text;
		}
		StringBuilder broken = new StringBuilder(text.length() + this.gap.length()).append(text, 0, mark);
		for (int at = mark; at < text.length(); at++) {
			broken.append(text.charAt(at));
			if (this.tree.shortestAt(text, at) > 0) {
				broken.append(this.gap);
			}
		}
		return broken.toString();
	}

	private static int longestRunOfSpaces(String mark) {
		int longest = 0;
		int run = 0;
		for (int at = 0; at < mark.length(); at++) {
			run = (mark.charAt(at) == ' ') ? run + 1 : 0;
			longest = Math.max(longest, run);
		}
		return longest;
	}

}
