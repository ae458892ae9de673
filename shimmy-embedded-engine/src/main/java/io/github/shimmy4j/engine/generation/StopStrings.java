package io.github.shimmy4j.engine.generation;

import java.util.List;

/**
 * Looks for texts that end an answer, across the borders of tokens. What could be the
 * beginning of one is held back until it is known to be none. For one answer, one thread.
 */
final class StopStrings {

	private final List<String> stops;

	private final StringBuilder held = new StringBuilder();

	private boolean found;

	StopStrings(List<String> stops) {
		this.stops = stops.stream().filter((stop) -> !stop.isEmpty()).toList();
	}

	/** Takes text, and gives what can be passed on now. */
	String pass(String text) {
		if (this.found) {
			return "";
		}
		this.held.append(text);
		int first = this.stops.stream().mapToInt(this.held::indexOf).filter((at) -> at >= 0).min().orElse(-1);
		if (first >= 0) {
			this.found = true;
			return take(first);
		}
		return take(this.held.length() - longestBeginning());
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
		int longest = 0;
		for (String stop : this.stops) {
			for (int length = Math.min(stop.length() - 1, this.held.length()); length > longest; length--) {
				if (stop.startsWith(this.held.substring(this.held.length() - length))) {
					longest = length;
				}
			}
		}
		return longest;
	}

}
