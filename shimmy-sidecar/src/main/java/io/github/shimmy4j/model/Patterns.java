package io.github.shimmy4j.model;

/** Texts of the catalog that end up in a URL, a path or a command line. */
final class Patterns {

	private Patterns() {
	}

	static String require(String component, String value, String pattern) {
		if (!value.matches(pattern)) {
			throw new IllegalArgumentException("%s is '%s', must match %s".formatted(component, value, pattern));
		}
		return value;
	}

}
