package io.github.shimmy4j.model;

import java.util.List;

/** Output of {@code shimmy list --short}. */
final class PrintedNames {

	private PrintedNames() {
	}

	/** Ids have no spaces, sentences have. */
	static List<ListedModel> parse(String output) {
		return output.lines()
			.filter((line) -> !line.isEmpty() && line.codePoints().noneMatch(PrintedNames::isNoPartOfId))
			.map((id) -> new ListedModel(id, null, 0))
			.toList();
	}

	private static boolean isNoPartOfId(int character) {
		return Character.isWhitespace(character) || Character.isISOControl(character);
	}

}
