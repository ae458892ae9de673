package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.failure.ShimmyException;

/**
 * Writes one answer in the form in which its client wants it. An implementation keeps a
 * state, so each answer has its own; it is used by one thread at a time.
 */
public interface AnswerDelivery {

	/** Value of the header {@code Content-Type}. */
	String contentType();

	/**
	 * Takes the next chunk of the answer.
	 * @param chunk in OpenAI's form
	 * @return the text to send now; may be empty
	 * @throws ShimmyException INVALID_RESPONSE if the form cannot say this
	 */
	String chunk(Completion.Chunk chunk);

	/**
	 * Takes the next chunk of the answer, where it only adds to a text.
	 * @param chunk in OpenAI's form
	 * @return the text to send now; may be empty
	 */
	default String plain(PlainChunk chunk) {
		return chunk(chunk.chunk());
	}

	/**
	 * Takes a whole answer, in place of chunks.
	 * @param completion in OpenAI's form
	 * @return the text to send now; may be empty
	 * @throws ShimmyException INVALID_RESPONSE if the form cannot say this
	 */
	default String whole(Completion completion) {
		StringBuilder text = new StringBuilder();
		completion.chunks().forEach((chunk) -> text.append(chunk(chunk)));
		return text.toString();
	}

	/**
	 * Takes the end of a complete answer; called once, after the last chunk.
	 * @return the text to send now; may be empty
	 * @throws ShimmyException INVALID_RESPONSE if the form cannot say this answer
	 */
	String end();

}
