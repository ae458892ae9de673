package io.github.shimmy4j.autoconfigure.chat.transport;

import java.time.Duration;

/**
 * How long a server may be silent in one answer. A silence ends when the answer grows, or
 * when the server reports that it has read more of the prompt; what only keeps the
 * connection ends none.
 *
 * @param firstToken longest silence before the first token, or of a whole answer
 * @param betweenTokens longest silence after it
 * @param whole whether the server is known to be silent until its whole answer is there
 */
record Patience(Duration firstToken, Duration betweenTokens, boolean whole) {

	/** What is said of a server that was silent for too long. */
	String exceeded(boolean begun) {
		if (begun) {
			return "The server was silent for %s after a token (shimmy.chat.idle-timeout)"
				.formatted(this.betweenTokens);
		}
		return this.whole
				? ("The server was silent for %s, which is what a whole answer may take here "
						+ "(shimmy.chat.first-token-timeout and shimmy.chat.idle-timeout together)")
					.formatted(this.firstToken)
				: "The server was silent for %s before its first token (shimmy.chat.first-token-timeout)"
					.formatted(this.firstToken);
	}

}
