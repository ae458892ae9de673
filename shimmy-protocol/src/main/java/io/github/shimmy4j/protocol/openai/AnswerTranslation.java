package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.Nullable;

/** Changes one answer before it is delivered. An implementation may keep a state. */
public interface AnswerTranslation {

	/** Delivers the answer as it is. */
	AnswerTranslation NONE = new AnswerTranslation() {

		@Override
		public Completion.Chunk chunk(Completion.Chunk chunk) {
			return chunk;
		}

		@Override
		public boolean passes(PlainChunk chunk) {
			return true;
		}

		@Override
		public Completion whole(Completion completion) {
			return completion;
		}

	};

	/**
	 * Translates the next chunk of a stream.
	 * @param chunk as the server has sent it, in OpenAI's form
	 * @return the chunk to deliver; null if there is nothing to deliver yet
	 * @throws InvalidAnswerException if the answer cannot be translated
	 */
	Completion.@Nullable Chunk chunk(Completion.Chunk chunk);

	/**
	 * Takes the next chunk of a stream, where it only adds to a text.
	 * @param chunk as the server has sent it, in OpenAI's form
	 * @return true to deliver it as it is; false to have it translated by {@link #chunk}
	 */
	default boolean passes(PlainChunk chunk) {
		return false;
	}

	/**
	 * Adds to a stream that is complete.
	 * @return the last chunk to deliver; null if there is nothing to add
	 */
	default Completion.@Nullable Chunk end() {
		return null;
	}

	/**
	 * Translates a whole answer.
	 * @param completion as the server has sent it, in OpenAI's form
	 * @return the completion to deliver
	 * @throws InvalidAnswerException if the answer cannot be translated
	 */
	Completion whole(Completion completion);

	/** The whole answer was written in its form. Not called if that fails. */
	default void delivered() {
	}

}
