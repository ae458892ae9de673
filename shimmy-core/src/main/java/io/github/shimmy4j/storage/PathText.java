package io.github.shimmy4j.storage;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * Turns texts into paths. Java names files in the encoding of the locale in which it was
 * started. In the locale {@code C} that is ASCII, and no path with another character can
 * be named.
 */
public final class PathText {

	private PathText() {
	}

	/**
	 * Makes a path.
	 * @param what where the text comes from, for the message
	 * @param text the text
	 * @param more further names below it
	 * @return the path
	 * @throws ShimmyException INVALID_CONFIGURATION if this JVM can name no such path
	 */
	public static Path path(String what, String text, String... more) {
		try {
			return Path.of(text, more);
		}
		catch (InvalidPathException ex) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"%s is '%s', which is not a path%s".formatted(what, ascii(ex.getInput()), reason(ex)), ex);
		}
	}

	/** Why a text is no path: a clause that follows "is not a path". */
	public static String reason(InvalidPathException failure) {
		String encoding = System.getProperty("sun.jnu.encoding", "");
		boolean plain = failure.getInput().chars().allMatch((character) -> character < 0x80);
		return (plain || isUnicode(encoding)) ? ": " + failure.getReason()
				: (" here: Java was started in a locale in which it can name files only in %s; "
						+ "start it with the environment variable LC_ALL=C.UTF-8")
					.formatted(encoding);
	}

	private static boolean isUnicode(String encoding) {
		return encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
	}

	/** Escapes all characters but ASCII if logs and terminals cannot show them. */
	private static String ascii(String text) {
		if (isUnicode(Charset.defaultCharset().name()) && isUnicode(System.getProperty("sun.jnu.encoding", ""))) {
			return text;
		}
		StringBuilder shown = new StringBuilder();
		text.chars()
			.forEach((character) -> shown.append((character >= ' ' && character < 0x7f)
					? String.valueOf((char) character) : "\\u%04x".formatted(character)));
		return shown.toString();
	}

}
