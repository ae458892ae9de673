package io.github.shimmy4j.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.github.shimmy4j.text.PrintableText;

/**
 * The part of a process's output that is shown where there is no room for all of it. The
 * line that says what went wrong often stands above dozens of stack frames, which do not
 * help the reader.
 */
public final class OutputExcerpt {

	/** Longer lines are cut: the line becomes part of a sentence. */
	private static final int MAX_CHARACTERS = 300;

	/** Failures of Java's launcher and exceptions, Rust, clap, glibc, C++ and ggml. */
	private static final Pattern DECISIVE = Pattern
		.compile("(Error:|Exception in thread |thread '.*' panicked at|error(\\[E\\d+\\])?:|ERROR:|fatal( error)?:"
				+ "|FATAL|INVARIANT VIOLATION|GGML_ASSERT|what\\(\\):|java\\.lang\\.\\w+Error:"
				+ "|Error occurred during initialization of VM).*|.*: Cannot fork", Pattern.CASE_INSENSITIVE);

	private static final Pattern PANIC = Pattern.compile("thread '.*' panicked at [^']*:");

	private static final Pattern CAUSE = Pattern.compile("Caused by: .*");

	/** Stack frames of Java and of Rust. */
	private static final Pattern FRAME = Pattern
		.compile("\\s+at .+\\(.*\\)|\\s+\\.\\.\\. \\d+ (more|common frames omitted)|\\s+\\d+: .+|\\s+at .+:\\d+:\\d+");

	private OutputExcerpt() {
	}

	/**
	 * Finds the line that says what went wrong, with the lines that belong to it.
	 * @param output lines, oldest first
	 * @return the line, printable and cut to fit into a sentence; empty if there is none
	 */
	public static Optional<String> decisiveLine(List<String> output) {
		int index = last(DECISIVE, output);
		if (index < 0) {
			return Optional.empty();
		}
		String line = output.get(index).strip();
		String next = (index + 1 < output.size()) ? output.get(index + 1).strip() : "";
		if (PANIC.matcher(line).matches() || line.endsWith("initialization of VM")) {
			line += " " + next;
		}
		int cause = last(CAUSE, output);
		if (cause > index) {
			line += "; " + output.get(cause).strip();
		}
		return Optional.of(PrintableText.of(line, MAX_CHARACTERS));
	}

	/**
	 * Selects the lines to show: the last ones without stack frames. The decisive line
	 * comes first if it stands further up.
	 * @param output lines, oldest first
	 * @param most how many lines may be shown
	 * @return the selected lines, oldest first
	 */
	public static List<String> of(List<String> output, int most) {
		if (output.size() <= most) {
			return output;
		}
		List<String> lines = output.stream().filter((line) -> !FRAME.matcher(line).matches()).toList();
		if (lines.size() <= most) {
			return lines;
		}
		int index = last(DECISIVE, lines);
		if (index < 0 || index >= lines.size() - most) {
			return lines.subList(lines.size() - most, lines.size());
		}
		List<String> shown = new ArrayList<>(List.of(lines.get(index), "[…]"));
		shown.addAll(lines.subList(lines.size() - most + shown.size(), lines.size()));
		return shown;
	}

	private static int last(Pattern pattern, List<String> output) {
		for (int index = output.size() - 1; index >= 0; index--) {
			if (pattern.matcher(output.get(index).strip()).matches()) {
				return index;
			}
		}
		return -1;
	}

}
