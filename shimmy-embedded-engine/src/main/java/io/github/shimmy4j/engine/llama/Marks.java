package io.github.shimmy4j.engine.llama;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import io.github.shimmy4j.text.TextTree;

/**
 * Finds marks: texts that llama.cpp reads as control tokens, such as {@code <|im_end|>}.
 * The time does not depend on the number of control tokens. Marks of one character are
 * ignored, because they cannot be cut.
 */
final class Marks {

	private final TextTree tree;

	Marks(Collection<String> marks) {
		this.tree = new TextTree(marks.stream().filter((mark) -> mark.codePointCount(0, mark.length()) > 1).toList());
	}

	/** Where to cut a text so that no piece contains a mark or half a character. */
	List<Integer> cuts(String text) {
		List<int[]> found = new ArrayList<>();
		for (int begin = 0; begin < text.length(); begin++) {
			// A cut inside the shortest mark is inside every longer one that begins here.
			int length = this.tree.shortestAt(text, begin);
			if (length > 0) {
				found.add(new int[] { begin, begin + length });
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

	/** Where marks begin: the longest at each place, without marks inside another. */
	BitSet starts(String text) {
		BitSet starts = new BitSet(text.length());
		int at = 0;
		while (at < text.length()) {
			int length = this.tree.longestAt(text, at);
			starts.set(at, length > 0);
			at += Math.max(length, 1);
		}
		return starts;
	}

}
