package io.github.shimmy4j.protocol.tool;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which regular expressions llama-server turns into a grammar (b10068). It refuses
 * classes such as <code>\d</code>, ends at a quantifier without an atom, and takes
 * lookaheads and inner anchors for something else.
 */
final class GrammarPattern {

	/** A character class, an escape that it knows, or any plain ASCII character. */
	private static final Pattern ATOM = Pattern.compile("\\[\\^?(?:[^\\]\\[\\\\]|\\\\[\\[\\]\\\\ntr])+]"
			+ "|\\\\[.*+?()\\[\\]{}|^$\\\\ntr\"]|[\\x20-\\x7e&&[^\\[\\](){}*+?|^$\\\\]]");

	private static final Pattern QUANTIFIER = Pattern.compile("(?:[*+?]|\\{(\\d{1,9})(,?)(\\d{0,9})})\\??");

	private static final Pattern GROUP = Pattern.compile("\\((?:\\?:|(?!\\?))");

	private GrammarPattern() {
	}

	static boolean isFollowed(String pattern) {
		return pattern.length() > 1 && pattern.startsWith("^") && pattern.endsWith("$")
				&& isExpression(pattern.substring(1, pattern.length() - 1));
	}

	private static boolean isExpression(String text) {
		Matcher here = Pattern.compile("").matcher(text);
		int depth = 0;
		// Whether the last piece is an atom, and may be repeated.
		boolean atom = false;
		boolean complete = true;
		while (here.regionStart() < text.length()) {
			char next = text.charAt(here.regionStart());
			if (next == '|' && complete && here.regionStart() > 0) {
				here.region(here.regionStart() + 1, text.length());
				atom = false;
				complete = false;
			}
			else if (next == ')' && complete && depth > 0) {
				here.region(here.regionStart() + 1, text.length());
				depth--;
				atom = true;
			}
			else if (here.usePattern(GROUP).lookingAt()) {
				here.region(here.end(), text.length());
				depth++;
				atom = false;
				complete = false;
			}
			else if (here.usePattern(ATOM).lookingAt()) {
				here.region(here.end(), text.length());
				atom = true;
				complete = true;
			}
			else if (atom && here.usePattern(QUANTIFIER).lookingAt() && isRepeatable(here.toMatchResult())) {
				here.region(here.end(), text.length());
				atom = false;
			}
			else {
				return false;
			}
		}
		return depth == 0 && complete;
	}

	private static boolean isRepeatable(MatchResult quantifier) {
		if (quantifier.group(1) == null) {
			return true;
		}
		int least = Integer.parseInt(quantifier.group(1));
		int most = quantifier.group(3).isEmpty() ? least : Integer.parseInt(quantifier.group(3));
		return least <= most && most <= GrammarSchema.MOST_CHARACTERS
				&& (!quantifier.group(2).isEmpty() || quantifier.group(3).isEmpty());
	}

}
