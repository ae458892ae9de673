package io.github.shimmy4j.engine.schema;

import java.util.Locale;

/**
 * A schema is refused: it is wrong, contradicts itself, or asks for what a grammar cannot
 * hold.
 */
public final class SchemaException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Names in a schema come from outside, and may be as long as the schema. */
	private static final int LONGEST = 200;

	private final String pointer;

	/**
	 * A refusal.
	 * @param pointer where in the schema, as a JSON pointer
	 * @param problem what is wrong there
	 */
	SchemaException(String pointer, String problem) {
		super((pointer.isEmpty() ? "schema" : printable(pointer)) + ": " + problem);
		this.pointer = pointer;
	}

	/**
	 * Where in the schema.
	 * @return a JSON pointer; empty for the whole schema
	 */
	public String pointer() {
		return this.pointer;
	}

	/**
	 * Foreign text for a message, of bounded length. Characters that do not print become
	 * escapes, by the same rules as in the sidecar's {@code PrintableText}.
	 */
	static String printable(String text) {
		int length = Math.min(LONGEST, text.length());
		if (length < text.length() && Character.isHighSurrogate(text.charAt(length - 1))) {
			length--;
		}
		StringBuilder printable = new StringBuilder();
		text.substring(0, length).codePoints().forEach((character) -> append(printable, character));
		return printable.append((length < text.length()) ? "…" : "").toString();
	}

	private static void append(StringBuilder printable, int character) {
		if (character == '\n') {
			printable.append("\\n");
		}
		else if (character == '\r') {
			printable.append("\\r");
		}
		else if (isPrintable(character)) {
			printable.appendCodePoint(character);
		}
		else {
			for (char each : Character.toChars(character)) {
				printable.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
			}
		}
	}

	private static boolean isPrintable(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL -> character == '\t';
			case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
