package io.github.shimmy4j.protocol.conversation;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** A prompt, or a prompt with its answer, is longer than its server takes. */
public final class ContextExceededException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	private final long promptTokens;

	private final long answerTokens;

	private final long maximum;

	/**
	 * The failure CONTEXT_EXCEEDED.
	 * @param message what happened
	 * @param promptTokens tokens of the prompt, or the least number that they can be
	 * @param maximum most tokens that it may have
	 */
	public ContextExceededException(String message, long promptTokens, long maximum) {
		this(message, promptTokens, 0, maximum);
	}

	/**
	 * The failure CONTEXT_EXCEEDED of a server that counts the answer, too.
	 * @param message what happened
	 * @param promptTokens tokens of the prompt, or the least number that they can be
	 * @param answerTokens tokens that the answer was to have; 0 if they do not count
	 * @param maximum most tokens of both
	 */
	public ContextExceededException(String message, long promptTokens, long answerTokens, long maximum) {
		super(ShimmyErrorCode.CONTEXT_EXCEEDED, message);
		this.promptTokens = promptTokens;
		this.answerTokens = answerTokens;
		this.maximum = maximum;
	}

	/** Tokens of the prompt, or the least number that they can be. */
	public long promptTokens() {
		return this.promptTokens;
	}

	/** Tokens that the answer was to have; 0 if they do not count. */
	public long answerTokens() {
		return this.answerTokens;
	}

	/** Most tokens of the prompt, or of both. */
	public long maximum() {
		return this.maximum;
	}

}
