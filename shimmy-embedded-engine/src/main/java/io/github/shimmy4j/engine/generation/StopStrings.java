package io.github.shimmy4j.engine.generation;

import java.util.List;

/**
 * Finds stop strings in an answer, also where they span several tokens. Text that could
 * be the beginning of a stop string is held back until more text shows that it is not.
 * The time is proportional to the length of the answer, however long the stop strings are
 * (Knuth, Morris and Pratt). For one answer and one thread.
 */
final class StopStrings {

	private final List<Search> searches;

	private final StringBuilder held = new StringBuilder();

	private boolean found;

	StopStrings(List<String> stops) {
		this.searches = stops.stream().filter((stop) -> !stop.isEmpty()).map(Search::new).toList();
	}

	/** Adds text to the answer, and returns the text that can be passed on now. */
	String pass(String text) {
		for (int i = 0; i < text.length() && !this.found; i++) {
			this.held.append(text.charAt(i));
			int matched = 0;
			for (Search search : this.searches) {
				if (search.endsWith(text.charAt(i))) {
					this.found = true;
					matched = Math.max(matched, search.stop.length());
				}
			}
			if (this.found) {
				return take(this.held.length() - matched);
			}
		}
		return this.found ? "" : take(this.held.length() - longestBeginning());
	}

	/** Whether a stop string was found, which ends the answer. */
	boolean found() {
		return this.found;
	}

	/** The text held back at the end of the answer: it was not a stop string. */
	String rest() {
		return this.found ? "" : take(this.held.length());
	}

	private String take(int length) {
		String taken = this.held.substring(0, length);
		this.held.delete(0, length);
		return taken;
	}

	/** Length of the longest suffix of the held text that begins a stop string. */
	private int longestBeginning() {
		return this.searches.stream().mapToInt((search) -> search.matched).max().orElse(0);
	}

	/** The search for one stop string. */
	private static final class Search {

		private final String stop;

		/** For each matched length, the length of the next shorter match. */
		private final int[] shorter;

		private int matched;

		Search(String stop) {
			this.stop = stop;
			this.shorter = new int[stop.length() + 1];
			for (int length = 2; length <= stop.length(); length++) {
				this.shorter[length] = longer(this.shorter[length - 1], stop.charAt(length - 1));
			}
		}

		/** Adds a character, and tells whether the text now ends with the stop string. */
		boolean endsWith(char next) {
			this.matched = longer(this.matched, next);
			return this.matched == this.stop.length();
		}

		private int longer(int length, char next) {
			int match = length;
			while (match > 0 && this.stop.charAt(match) != next) {
				match = this.shorter[match];
			}
			return (this.stop.charAt(match) == next) ? match + 1 : match;
		}

	}

}
