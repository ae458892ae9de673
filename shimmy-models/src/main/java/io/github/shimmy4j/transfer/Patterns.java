package io.github.shimmy4j.transfer;

import io.github.shimmy4j.text.PrintableText;

/** Checks of texts that end up in a URL, a path or a command line. */
public final class Patterns {

	/** A SHA-256 as 64 hexadecimal digits in lower case. */
	public static final String SHA256 = "[0-9a-f]{64}";

	private Patterns() {
	}

	/**
	 * Requires that a text matches a pattern.
	 * @param component name of the text, for the failure
	 * @param value the text
	 * @param pattern regular expression for the whole text
	 * @return the text
	 * @throws IllegalArgumentException if it does not match
	 */
	public static String require(String component, String value, String pattern) {
		if (!value.matches(pattern)) {
			throw new IllegalArgumentException("%s is '%s', must match %s".formatted(component,
					PrintableText.of(value, PrintableText.NAME_LENGTH), pattern));
		}
		return value;
	}

}
