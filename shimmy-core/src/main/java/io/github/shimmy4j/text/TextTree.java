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

	/** Builds the trie of texts, none of which is empty. */
	public TextTree(Collection<String> texts) {
		texts.forEach(this.root::add);
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
