package io.github.shimmy4j.engine.generation;

import java.util.List;

/**
 * Looks for texts that end an answer, across the borders of tokens. What could be the
 * beginning of one is held back until it is known to be none. Takes time in proportion to
 * the answer, however long the texts are (Knuth, Morris and Pratt). For one answer, one
 * thread.
 */
final class StopStrings {

	private final List<Search> searches;

	private final StringBuilder held = new StringBuilder();

	private boolean found;

	StopStrings(List<String> stops) {
		this.searches = stops.stream().filter((stop) -> !stop.isEmpty()).map(Search::new).toList();
	}

	/** Takes text, and gives what can be passed on now. */
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

	/** Whether the answer is to end. */
	boolean found() {
		return this.found;
	}

	/** What is held back when no more text comes: it was no stop string after all. */
	String rest() {
		return this.found ? "" : take(this.held.length());
	}

	private String take(int length) {
		String taken = this.held.substring(0, length);
		this.held.delete(0, length);
		return taken;
	}

	/** Length of the longest end of the held text that a stop string begins with. */
	private int longestBeginning() {
		return this.searches.stream().mapToInt((search) -> search.matched).max().orElse(0);
	}

	/** The search for one text. */
	private static final class Search {

		private final String stop;

		/** For each length matched, the next shorter beginning that matches too. */
		private final int[] shorter;

		private int matched;

		Search(String stop) {
			this.stop = stop;
			this.shorter = new int[stop.length() + 1];
			for (int length = 2; length <= stop.length(); length++) {
				this.shorter[length] = longer(this.shorter[length - 1], stop.charAt(length - 1));
			}
		}

		/** Takes a character, and tells whether the text ends with it. */
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
