package io.github.shimmy4j.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Output of {@code shimmy list}. */
final class PrintedList {

	/** Quotes within the path are escaped, so the arrow before it is the last one. */
	private static final String ARROW = " => \"";

	private static final Pattern SIZE = Pattern.compile("(\".*\") \\[([0-9]+)MB[^\"]*]");

	private PrintedList() {
	}

	static List<ListedModel> parse(String output) {
		return output.lines().flatMap((line) -> parseLine(line).stream()).toList();
	}

	private static Optional<ListedModel> parseLine(String line) {
		int arrow = line.lastIndexOf(ARROW);
		if (!line.startsWith("  ") || arrow < 2) {
			return Optional.empty();
		}
		String name = line.substring(2, arrow);
		String rest = line.substring(arrow + ARROW.length() - 1);
		Matcher sized = SIZE.matcher(rest);
		boolean hasSize = sized.matches();
		long sizeBytes = hasSize ? PrintedModel.bytes(sized.group(2)) : 0;
		return name.isBlank() ? Optional.empty() : PrintedModel.path(hasSize ? sized.group(1) : rest)
			.map((path) -> new ListedModel(name, path, sizeBytes));
	}

}
