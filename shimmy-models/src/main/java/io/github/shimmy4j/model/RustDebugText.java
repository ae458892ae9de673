package io.github.shimmy4j.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes texts that Rust printed with {@code {:?}}: in quotes, with the escapes of
 * {@code char::escape_debug}.
 */
final class RustDebugText {

	private static final Pattern TOKEN = Pattern
		.compile("(?<plain>[^\"\\\\]+)|\\\\(?<escape>[\"'\\\\nrt0])|\\\\u\\{(?<codePoint>[0-9a-f]{1,6})}");

	private RustDebugText() {
	}

	/** The decoded text; empty if it is malformed or not Unicode. */
	static Optional<String> decode(String quoted) {
		int end = quoted.length() - 1;
		if (end < 1 || quoted.charAt(0) != '"' || quoted.charAt(end) != '"') {
			return Optional.empty();
		}
		StringBuilder text = new StringBuilder();
		Matcher token = TOKEN.matcher(quoted);
		for (int next = 1; next < end; next = token.end()) {
			if (!token.region(next, end).lookingAt() || !append(token, text)) {
				return Optional.empty();
			}
		}
		return Optional.of(text.toString());
	}

	private static boolean append(Matcher token, StringBuilder text) {
		if (token.group("plain") != null) {
			text.append(token.group("plain"));
			return true;
		}
		if (token.group("escape") != null) {
			text.append("\"'\\\n\r\t\0".charAt("\"'\\nrt0".indexOf(token.group("escape"))));
			return true;
		}
		int codePoint = Integer.parseInt(token.group("codePoint"), 16);
		if (Character.isValidCodePoint(codePoint)) {
			text.appendCodePoint(codePoint);
			return true;
		}
		return false;
	}

}
