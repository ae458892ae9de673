package io.github.shimmy4j.text;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A trie: tells which of many texts begins at a position of a longer text, in time that
 * does not depend on their number. Immutable.
 */
public final class TextTree {

	private final Node root = new Node();

	/** The characters with which the texts begin. */
	private final char[] first;

	/** Builds the trie of texts, none of which is empty. */
	public TextTree(Collection<String> texts) {
		texts.forEach(this.root::add);
		this.first = new char[this.root.next.size()];
		int count = 0;
		for (char each : this.root.next.keySet()) {
			this.first[count++] = each;
		}
	}

	/**
	 * Finds the first place at which one of the texts begins.
	 * @param in a text
	 * @param from index at which the search begins
	 * @return the index; -1 if there is none
	 */
	public int nextIn(String in, int from) {
		int next = in.length();
		for (char each : this.first) {
			next = placeOf(each, in, from, next);
		}
		return (next < in.length()) ? next : -1;
	}

	/**
	 * Jumps from one place of the first character to the next, as the JDK finds it fast;
	 * the limit if none of the texts begins before it.
	 */
	private int placeOf(char first, String in, int from, int limit) {
		for (int at = in.indexOf(first, from); at >= 0 && at < limit; at = in.indexOf(first, at + 1)) {
			if (shortestAt(in, at) > 0) {
				return at;
			}
		}
		return limit;
	}

	/** Length of the longest of the texts that begin at an index; 0 if none does. */
	public int longestAt(String in, int from) {
		return lengthAt(in, from, true);
	}

	/** Length of the shortest of the texts that begin at an index; 0 if none does. */
	public int shortestAt(String in, int from) {
		return lengthAt(in, from, false);
	}

	private int lengthAt(String in, int from, boolean longest) {
		int length = 0;
		@Nullable Node node = this.root;
		for (int at = from; node != null && at <= in.length() && (longest || length == 0); at++) {
			length = node.end ? at - from : length;
			node = (at < in.length()) ? node.next.get(in.charAt(at)) : null;
		}
		return length;
	}

	/** The characters that may follow one common beginning. */
	private static final class Node {

		private final Map<Character, Node> next = new HashMap<>();

		private boolean end;

		void add(String text) {
			Node node = this;
			for (int at = 0; at < text.length(); at++) {
				node = node.next.computeIfAbsent(text.charAt(at), (character) -> new Node());
			}
			node.end = true;
		}

	}

}
