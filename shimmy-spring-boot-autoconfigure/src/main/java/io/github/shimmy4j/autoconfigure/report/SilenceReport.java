package io.github.shimmy4j.autoconfigure.report;

import io.github.shimmy4j.sidecar.use.PatienceRule.SilenceLimit;

/** Tells callers that their server was silent for too long, and which key says so. */
public final class SilenceReport {

	private SilenceReport() {
	}

	/**
	 * Makes the message of a failure.
	 * @param limit limit that was exceeded
	 * @return a sentence with the limit and its keys
	 */
	public static String exceeded(SilenceLimit limit) {
		String words = switch (limit.kind()) {
			case BEFORE_THE_FIRST_TOKEN ->
				"The server was silent for %s before its first token (shimmy.chat.first-token-timeout)";
			case AFTER_A_TOKEN -> "The server was silent for %s after a token (shimmy.chat.idle-timeout)";
			case WHOLE_ANSWER -> "The server was silent for %s, which is what a whole answer may take here "
					+ "(shimmy.chat.first-token-timeout and shimmy.chat.idle-timeout together)";
		};
		return words.formatted(limit.limit());
	}

}
