package io.github.shimmy4j.engine.generation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Finds stop strings in an answer, also where they span several tokens. Text that could
 * be the beginning of a stop string is held back until more text shows that it is not.
 * The time is proportional to the length of the answer, however long the stop strings are
 * (Knuth, Morris and Pratt). For one answer and one thread.
 */
final class StopStrings {

	private final List<Search> searches;

	private final StringBuilder held = new StringBuilder();

	/** Null until one was found. */
	private @Nullable String found;

	StopStrings(List<String> stops) {
		this.searches = stops.stream().filter((stop) -> !stop.isEmpty()).map(Search::new).toList();
	}

	/** Adds text to the answer, and returns the text that can be passed on now. */
	String pass(String text) {
		for (int i = 0; i < text.length() && this.found == null; i++) {
			this.held.append(text.charAt(i));
			String longest = null;
			for (Search search : this.searches) {
				if (search.endsWith(text.charAt(i)) && (longest == null || search.stop.length() > longest.length())) {
					longest = search.stop;
				}
			}
			if (longest != null) {
				this.found = longest;
				return take(this.held.length() - longest.length());
			}
		}
		return (this.found != null) ? "" : take(this.held.length() - longestBeginning());
	}

	/** The stop string that was found, which ends the answer; null if none was. */
	@Nullable String found() {
		return this.found;
	}

	/** The text held back at the end of the answer: it was not a stop string. */
	String rest() {
		return (this.found != null) ? "" : take(this.held.length());
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
