package io.github.shimmy4j.protocol.conversation;

import io.github.shimmy4j.failure.ShimmyException;

/**
 * Writes one answer in the words of a protocol. An implementation keeps a state, so each
 * answer has its own; it is used by one thread at a time.
 */
public interface AnswerWriter {

	/** Value of the header {@code Content-Type}. */
	String contentType();

	/**
	 * Takes the next piece of the answer.
	 * @return the text to send now; may be empty
	 * @throws ShimmyException INVALID_RESPONSE if the protocol cannot say this
	 */
	String delta(Delta delta);

	/**
	 * Takes the end of a complete answer; called once, after the last piece.
	 * @return the text to send now; may be empty
	 * @throws ShimmyException INVALID_RESPONSE if the protocol cannot say this answer
	 */
	String end();

}
