package io.github.shimmy4j.documentation;

import java.util.regex.Pattern;

/**
 * A key as the metadata tells of it.
 *
 * @param name the key
 * @param defaultValue its default as it is written; empty if there is none
 * @param allowed what its values may be, as Markdown
 * @param description what it means, as plain text
 */
public record DocumentedKey(String name, String defaultValue, String allowed, String description) {

	/**
	 * Texts shown as code: quoted texts, keys, calls, and names of error codes and
	 * variables.
	 */
	private static final Pattern LITERAL = Pattern.compile("(?<!\\w)'([^']+)'(?!\\w)"
			+ "|(\\bshimmy(?:\\.[\\w-]+)+(?:=[\\w-]+)?|\\b\\w+\\.\\w+\\(\\)|\\b[A-Z0-9]+(?:_[A-Z0-9]+)+\\b|\\bPATH\\b)");

	/** The key's row in a table. */
	public String row() {
		String value = this.defaultValue.isEmpty() ? "" : "`" + this.defaultValue + "`";
		return "| `%s` | %s | %s | %s |".formatted(this.name, value, cell(this.allowed),
				cell(withLiterals(this.description)));
	}

	/** The same with names as code. */
	public static String withLiterals(String text) {
		return LITERAL.matcher(text)
			.replaceAll((match) -> "`" + ((match.group(1) != null) ? match.group(1) : match.group(2)) + "`");
	}

	private static String cell(String text) {
		return text.replace("|", "\\|");
	}

}
