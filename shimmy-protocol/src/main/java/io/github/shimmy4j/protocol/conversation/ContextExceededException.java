package io.github.shimmy4j.protocol.conversation;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** A prompt is longer than its server takes, and both numbers are known. */
public final class ContextExceededException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	private final long promptTokens;

	private final long maximum;

	/**
	 * The failure CONTEXT_EXCEEDED.
	 * @param message what happened
	 * @param promptTokens tokens of the prompt, or the least number that they can be
	 * @param maximum most tokens that it may have
	 */
	public ContextExceededException(String message, long promptTokens, long maximum) {
		super(ShimmyErrorCode.CONTEXT_EXCEEDED, message);
		this.promptTokens = promptTokens;
		this.maximum = maximum;
	}

	/** Tokens of the prompt, or the least number that they can be. */
	public long promptTokens() {
		return this.promptTokens;
	}

	/** Most tokens that it may have. */
	public long maximum() {
		return this.maximum;
	}

}
