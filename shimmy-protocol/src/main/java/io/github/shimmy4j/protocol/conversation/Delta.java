package io.github.shimmy4j.protocol.conversation;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer, in the order in which the model writes it. An answer is complete
 * after {@link Ended}; only {@link Usage} may follow.
 */
public sealed interface Delta {

	/**
	 * The text goes on.
	 *
	 * @param text the addition; not empty
	 */
	record Text(String text) implements Delta {

		public Text {
			requireContent(text);
		}

	}

	/**
	 * The thinking goes on.
	 *
	 * @param text the addition; not empty
	 */
	record Thinking(String text) implements Delta {

		public Thinking {
			requireContent(text);
		}

	}

	/**
	 * A call of a tool begins.
	 *
	 * @param index number of the call in this answer, from 0
	 * @param id id of the call
	 * @param name name of the tool
	 */
	record CallBegun(int index, String id, String name) implements Delta {

		public CallBegun {
			if (index < 0 || id.isEmpty() || name.isEmpty()) {
				throw new IllegalArgumentException("A call of a tool needs an index, an id and a name");
			}
		}

	}

	/**
	 * The arguments of a call go on. Calls may alternate.
	 *
	 * @param index number of a call that has begun
	 * @param json the addition to the JSON of its arguments; not empty
	 */
	record CallArguments(int index, String json) implements Delta {

		public CallArguments {
			requireContent(json);
		}

	}

	/**
	 * The answer has ended.
	 *
	 * @param reason why
	 * @param stop the text of {@link AnswerRules#stops()} at which it has ended; null if
	 * there was none, or if the server does not tell
	 */
	record Ended(Reason reason, @Nullable String stop) implements Delta {

		public Ended {
			Objects.requireNonNull(reason, "reason");
		}

		/** An answer that did not end at a given text. */
		public Ended(Reason reason) {
			this(reason, null);
		}

	}

	/**
	 * The tokens of the answer. A later one replaces an earlier one.
	 *
	 * @param promptTokens tokens of the prompt
	 * @param answerTokens tokens of the answer
	 * @param cachedTokens tokens of the prompt that were still in the server's cache;
	 * null if the server does not tell
	 * @param estimated whether the server has counted none
	 */
	record Usage(long promptTokens, long answerTokens, @Nullable Long cachedTokens,
			boolean estimated) implements Delta {

		/** Tokens that the server has counted. */
		public Usage(long promptTokens, long answerTokens, @Nullable Long cachedTokens) {
			this(promptTokens, answerTokens, cachedTokens, false);
		}

	}

	private static void requireContent(String addition) {
		if (addition.isEmpty()) {
			throw new IllegalArgumentException("A piece of an answer cannot be empty");
		}
	}

	/** Why an answer has ended. */
	enum Reason {

		/** The model has ended it, or has written a text at which it ends. */
		STOP,

		/** The limit on tokens was reached. */
		LENGTH,

		/** The model waits for results of its calls. */
		TOOL_CALLS,

		/** A filter has removed the rest. */
		FILTERED

	}

}
