package io.github.shimmy4j.text;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The one place that makes foreign text printable before it is logged, thrown or shown:
 * text of a file, a server, a program or a request. Without it, a line break forges a log
 * line, an escape sequence moves the terminal's cursor, and a direction mark hides the
 * real order of the characters.
 * <p>
 * Idempotent: printable text comes back unchanged.
 */
public final class PrintableText {

	/** Most characters of a name, or of any other foreign value that a message quotes. */
	public static final int NAME_LENGTH = 200;

	/** Marks a text that was cut. */
	private static final String CUT = "…";

	private PrintableText() {
	}

	/**
	 * Replaces control characters, line separators, unpaired surrogates and invisible
	 * format characters by escapes in Java's notation. Tabs stay, and so do the letters
	 * of every language.
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
	 * Makes a text printable and cuts it.
	 * @param text any text
	 * @param length most characters of the text; an ellipsis follows if it has more
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
	 * Makes a failure and everything that caused it printable.
	 * @param failure any failure
	 * @return the same if it is printable; else a copy with the same stack trace whose
	 * class name and message are printable
	 */
	public static Throwable of(Throwable failure) {
		return PrintableFailure.isPrintable(failure, newSet()) ? failure : PrintableFailure.copy(failure, newSet());
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

	private static Set<Throwable> newSet() {
		return Collections.newSetFromMap(new IdentityHashMap<>());
	}

	/**
	 * Copy of a failure with unprintable text. A printable failure is not copied, since
	 * callers may need its type.
	 */
	private static final class PrintableFailure extends Exception {

		private static final long serialVersionUID = 1L;

		private final String description;

		private PrintableFailure(Throwable original, @Nullable Throwable cause) {
			super(PrintableText.of(String.valueOf(original.getMessage())), cause);
			this.description = PrintableText.of(original.toString());
			setStackTrace(original.getStackTrace());
		}

		static boolean isPrintable(Throwable failure, Set<Throwable> seen) {
			if (!seen.add(failure)) {
				return true;
			}
			String words = failure.toString();
			if (!PrintableText.of(words).equals(words)) {
				return false;
			}
			for (Throwable each : failure.getSuppressed()) {
				if (!isPrintable(each, seen)) {
					return false;
				}
			}
			return failure.getCause() == null || isPrintable(failure.getCause(), seen);
		}

		static PrintableFailure copy(Throwable failure, Set<Throwable> seen) {
			seen.add(failure);
			Throwable cause = failure.getCause();
			PrintableFailure copy = new PrintableFailure(failure,
					(cause == null || seen.contains(cause)) ? null : copy(cause, seen));
			for (Throwable each : failure.getSuppressed()) {
				if (!seen.contains(each)) {
					copy.addSuppressed(copy(each, seen));
				}
			}
			return copy;
		}

		@Override
		public String toString() {
			return this.description;
		}

	}

}
