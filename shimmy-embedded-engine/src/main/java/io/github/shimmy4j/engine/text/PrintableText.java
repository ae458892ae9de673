package io.github.shimmy4j.engine.text;

import java.util.Locale;

/**
 * Makes text printable that files, command lines and requests have brought here: a line
 * break would forge a line, and an escape sequence moves a terminal's cursor. By the rule
 * of the starter, which this program cannot use. Within JSON, what an escape means stays
 * the same.
 */
public final class PrintableText {

	private static final String CUT = "…";

	private PrintableText() {
	}

	/**
	 * Escapes control characters, marks of format, separators of lines and halves of
	 * pairs.
	 * @param text any text
	 * @return one line that a terminal shows as it is
	 */
	public static String of(String text) {
		StringBuilder printable = new StringBuilder(text.length());
		text.codePoints().forEach((character) -> {
			if (isPrintable(character)) {
				printable.appendCodePoint(character);
			}
			else {
				for (char each : Character.toChars(character)) {
					printable.append(escape(each));
				}
			}
		});
		return printable.toString();
	}

	/**
	 * The same, and no longer than it may be.
	 * @param text any text
	 * @param length most characters of it that are shown
	 * @return one line, with an ellipsis if there is more
	 */
	public static String of(String text, int length) {
		if (text.length() <= length) {
			return of(text);
		}
		int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
		return of(text.substring(0, end)) + CUT;
	}

	private static boolean isPrintable(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL -> character == '\t';
			case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

	private static String escape(char character) {
		return switch (character) {
			case '\n' -> "\\n";
			case '\r' -> "\\r";
			default -> String.format(Locale.ROOT, "\\u%04x", (int) character);
		};
	}

}
