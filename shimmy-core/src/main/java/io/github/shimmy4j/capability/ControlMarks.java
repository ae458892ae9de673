package io.github.shimmy4j.capability;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.text.TextTree;

/**
 * Texts that a server may read as control tokens: one of them in a message can end that
 * message and begin one of another role. Finds and breaks them in time that grows with
 * the length of a text alone. Immutable.
 */
public final class ControlMarks {

	/** What shimmy writes around messages, whether or not the model has tokens for it. */
	private static final Set<String> WRITTEN = Set.of("<|im_start|>", "<|im_end|>", "<|begin_of_text|>",
			"<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");

	/**
	 * Those of the families of templates. The server's vocabulary may be another than we
	 * know, or not be known at all. Left out are those that are tags of HTML or
	 * placeholders elsewhere, such as {@code <s>}, {@code <eos>}, {@code <pad>}: none of
	 * them alone begins a message of another role, and ordinary text would be changed.
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

	/** Those of all families of templates that are known. */
	public static final ControlMarks KNOWN = of(Set.of());

	private final TextTree tree;

	/** Goes behind the first character of a mark: more spaces than any mark has. */
	private final String gap;

	private ControlMarks(Set<String> marks) {
		this.tree = new TextTree(marks);
		int spaces = marks.stream().mapToInt(ControlMarks::longestRunOfSpaces).max().orElse(0);
		this.gap = " ".repeat(spaces + 1);
	}

	/**
	 * The marks of a model.
	 * @param vocabulary control tokens of its vocabulary; empty if that is not known
	 * @return those, what shimmy's own templates write, and those of all families
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

	/**
	 * The first mark in a text.
	 * @param text any text
	 * @return the longest of those that begin first, or empty if there is none
	 */
	public Optional<String> firstIn(String text) {
		for (int at = 0; at < text.length(); at++) {
			int length = this.tree.longestAt(text, at);
			if (length > 0) {
				return Optional.of(text.substring(at, at + length));
			}
		}
		return Optional.empty();
	}

	/**
	 * The text without any mark: a space stands behind the first character of each,
	 * overlapping ones too. Nothing else is changed, and breaking what is broken changes
	 * nothing.
	 * @param text any text
	 * @return a text in which {@link #firstIn} finds nothing
	 */
	public String breakIn(String text) {
		StringBuilder broken = new StringBuilder(text.length());
		for (int at = 0; at < text.length(); at++) {
			broken.append(text.charAt(at));
			if (this.tree.longestAt(text, at) > 0) {
				broken.append(this.gap);
			}
		}
		return (broken.length() == text.length()) ? text : broken.toString();
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
