package io.github.shimmy4j.engine.generation;

import java.util.function.ToIntFunction;

import io.github.shimmy4j.engine.model.TokenSink;
import io.github.shimmy4j.protocol.openai.FinishReason;
import io.github.shimmy4j.protocol.openai.Usage;

/**
 * One answer in the making: applies stop strings, counts, and knows at the end why it
 * ended. For one thread.
 */
final class Answer implements TokenSink {

	/** Most tokens of a character that was begun and not ended. */
	private static final int UNHEARD = 3;

	private final int promptTokens;

	private final int limit;

	private final StopStrings stopStrings;

	private final ToIntFunction<String> tokenizer;

	private final AnswerListener listener;

	private long cachedTokens;

	private int tokens;

	private boolean endedByModel;

	Answer(int promptTokens, int limit, StopStrings stopStrings, ToIntFunction<String> tokenizer,
			AnswerListener listener) {
		this.promptTokens = promptTokens;
		this.limit = limit;
		this.stopStrings = stopStrings;
		this.tokenizer = tokenizer;
		this.listener = listener;
	}

	@Override
	public void cached(int tokens) {
		this.cachedTokens = tokens;
	}

	@Override
	public boolean accept(String text) {
		this.tokens += count(text);
		// A token that ends the answer has no text, and comes last.
		this.endedByModel = text.isEmpty();
		emit(this.stopStrings.pass(text));
		return !this.stopStrings.found();
	}

	/** Passes on what was held back, and says how it ended. */
	Outcome end() {
		emit(this.stopStrings.rest());
		// A model that ends inside a character ends without a word: told by the count
		// alone.
		boolean stopped = this.endedByModel || this.stopStrings.found() || (this.tokens + UNHEARD) * 2 < this.limit;
		int counted = stopped ? Math.min(this.tokens, this.limit) : this.limit;
		return new Outcome(stopped ? FinishReason.STOP : FinishReason.LENGTH,
				new Usage(this.promptTokens, counted, this.cachedTokens));
	}

	private void emit(String text) {
		if (!text.isEmpty()) {
			this.listener.text(text);
		}
	}

	/**
	 * Each call is one token, unless it completes a character that took several. How many
	 * is not told, so it is taken to be as many as the tokenizer makes of the same text:
	 * nearly always right, since models write as their tokenizer would.
	 */
	private int count(String text) {
		boolean ascii = text.chars().allMatch((c) -> c < 0x80);
		return ascii ? 1 : Math.max(1, this.tokenizer.applyAsInt(text));
	}

}
