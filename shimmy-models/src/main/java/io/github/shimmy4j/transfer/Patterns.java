package io.github.shimmy4j.transfer;

import io.github.shimmy4j.text.PrintableText;

/** Texts of the catalog that end up in a URL, a path or a command line. */
public final class Patterns {

	private Patterns() {
	}

	/**
	 * Refuses a text of another form.
	 * @param component what the text is, for the failure
	 * @param value the text
	 * @param pattern regular expression of the whole
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
