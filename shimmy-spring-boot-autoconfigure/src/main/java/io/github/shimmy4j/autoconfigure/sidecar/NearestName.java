package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The name that somebody who mistyped one probably meant. */
final class NearestName {

	private NearestName() {
	}

	static Optional<String> of(String name, Collection<String> candidates) {
		return candidates.stream().min(Comparator.comparingInt((candidate) -> editDistance(name, candidate)));
	}

	/** Levenshtein's: insertions, deletions and substitutions. */
	private static int editDistance(String from, String to) {
		int[] previous = new int[to.length() + 1];
		for (int j = 0; j <= to.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int[] current = new int[to.length() + 1];
			current[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int substitution = previous[j - 1] + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
			}
			previous = current;
		}
		return previous[to.length()];
	}

}
