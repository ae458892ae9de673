package io.github.shimmy4j.engine.llama;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the texts that llama.cpp takes for control tokens, such as {@code <|im_end|>}, in
 * time that does not depend on how many there are. Texts of one character are left out:
 * they cannot be cut.
 */
final class Marks {

	private final Node root = new Node();

	Marks(Collection<String> marks) {
		marks.stream().filter((mark) -> mark.codePointCount(0, mark.length()) > 1).forEach(this::add);
	}

	private void add(String mark) {
		Node node = this.root;
		for (char c : mark.toCharArray()) {
			node = node.next.computeIfAbsent(c, (key) -> new Node());
		}
		node.ends = true;
	}

	/** Where to cut a text so that no piece has a mark, nor half a character. */
	List<Integer> cuts(String text) {
		List<int[]> found = new ArrayList<>();
		for (int begin = 0; begin < text.length(); begin++) {
			// A cut in the shortest that begins here is in the longer ones, too.
			int end = end(text, begin, false);
			if (end > 0) {
				found.add(new int[] { begin, end });
			}
		}
		found.sort(Comparator.comparingInt((mark) -> mark[1]));
		List<Integer> cuts = new ArrayList<>();
		int last = 0;
		for (int[] mark : found) {
			if (last <= mark[0]) {
				last = text.offsetByCodePoints(mark[1], -1);
				cuts.add(last);
			}
		}
		return cuts;
	}

	/** Where marks begin: the longest at each place, those inside another left out. */
	BitSet starts(String text) {
		BitSet starts = new BitSet(text.length());
		int at = 0;
		while (at < text.length()) {
			int end = end(text, at, true);
			starts.set(at, end > 0);
			at = Math.max(end, at + 1);
		}
		return starts;
	}

	/** The end of a mark that begins here, or 0. */
	private int end(String text, int begin, boolean longest) {
		int end = 0;
		Node node = this.root.next.get(text.charAt(begin));
		for (int at = begin + 1; node != null; at++) {
			if (node.ends) {
				end = at;
			}
			if (at == text.length() || (end > 0 && !longest)) {
				return end;
			}
			node = node.next.get(text.charAt(at));
		}
		return end;
	}

	private static final class Node {

		private final Map<Character, Node> next = new HashMap<>();

		private boolean ends;

	}

}
