package io.github.shimmy4j.autoconfigure.chat.transport;

import java.util.regex.Pattern;

/**
 * What a server sent, as a message of ours may show it: on one line, and not all of it.
 */
final class ServerWords {

	private static final int MAX_LENGTH = 300;

	/** Controls, and what reverses or hides text on a terminal. */
	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+");

	private ServerWords() {
	}

	static String of(String sent) {
		String shown = UNPRINTABLE.matcher(sent.strip()).replaceAll(" ");
		return (shown.length() > MAX_LENGTH) ? shown.substring(0, MAX_LENGTH) + "…" : shown;
	}

}
