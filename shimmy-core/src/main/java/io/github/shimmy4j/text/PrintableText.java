package io.github.shimmy4j.text;

import java.util.Locale;

/**
 * The one place that makes foreign text printable: what a file, a server, a program or a
 * request has said, before it is logged, thrown or shown. A line break would forge a line
 * of a log; an escape sequence moves a terminal's cursor, and marks of direction show
 * another text than there is.
 */
public final class PrintableText {

	/** Most characters of a name, or of any foreign value that a message quotes. */
	public static final int NAME_LENGTH = 200;

	/** Stands at the end of a text that was cut. */
	private static final String CUT = "…";

	private PrintableText() {
	}

	/**
	 * Makes a text printable: control characters, line separators, halves of surrogate
	 * pairs and invisible marks of format become escapes of visible letters, as Java
	 * writes them. Tabs stay, and so do letters of every language. A text that is
	 * printable comes back as it is, so that twice is as once.
	 * @param text any text
	 * @return one line that a terminal shows as it is
	 */
	public static String of(String text) {
		StringBuilder printable = null;
		int index = 0;
		while (index < text.length()) {
			int character = text.codePointAt(index);
			int next = index + Character.charCount(character);
			if (!isPrintable(character)) {
				printable = (printable != null) ? printable : new StringBuilder(text.substring(0, index));
				for (int each = index; each < next; each++) {
					escape(printable, text.charAt(each));
				}
			}
			else if (printable != null) {
				printable.appendCodePoint(character);
			}
			index = next;
		}
		return (printable != null) ? printable.toString() : text;
	}

	/**
	 * Makes a text printable, and no longer than it may be.
	 * @param text any text
	 * @param length most characters of it that are shown; an ellipsis says that there are
	 * more
	 * @return one short line
	 */
	public static String of(String text, int length) {
		if (text.length() <= length) {
			return of(text);
		}
		int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
		return of(text.substring(0, end)) + CUT;
	}

	/**
	 * Makes a failure printable, with all that caused it.
	 * @param failure what was caught
	 * @return the same if it is printable; else one with the same trace that tells its
	 * class and its message in printable words
	 */
	public static Throwable of(Throwable failure) {
		return PrintableFailure.of(failure);
	}

	private static boolean isPrintable(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL -> character == '\t';
			case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

	private static void escape(StringBuilder printable, char character) {
		switch (character) {
			case '\n' -> printable.append("\\n");
			case '\r' -> printable.append("\\r");
			default -> printable.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
		}
	}

}
