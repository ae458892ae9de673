package io.github.shimmy4j.text;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds where one of many texts begins in a longer one, in time that does not depend on
 * how many there are. Immutable.
 */
public final class TextTree {

	private final Node root = new Node();

	/**
	 * A tree.
	 * @param texts what is looked for; none of them empty
	 */
	public TextTree(Collection<String> texts) {
		texts.forEach(this.root::add);
	}

	/**
	 * The longest of the texts that begin at a place.
	 * @param in where to look
	 * @param from index of the place
	 * @return its length, or 0 if none begins there
	 */
	public int longestAt(String in, int from) {
		return lengthAt(in, from, true);
	}

	/**
	 * The shortest of the texts that begin at a place.
	 * @param in where to look
	 * @param from index of the place
	 * @return its length, or 0 if none begins there
	 */
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

	/** What may follow the same beginning. */
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
