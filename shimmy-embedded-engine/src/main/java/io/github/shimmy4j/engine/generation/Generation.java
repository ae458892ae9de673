package io.github.shimmy4j.engine.generation;

import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.Prompt;
import io.github.shimmy4j.engine.model.TokenSink;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Completion.Usage;

/** Generates one answer. */
public final class Generation extends Slots.Job {

	private final LanguageModel model;

	private final AnswerRequest request;

	private final AnswerListener listener;

	/**
	 * A generation that has not begun.
	 * @param model generates the answer
	 * @param request the request
	 * @param listener receives the answer
	 */
	public Generation(LanguageModel model, AnswerRequest request, AnswerListener listener) {
		this.model = model;
		this.request = request;
		this.listener = listener;
	}

	@Override
	protected void work() {
		Prompt prompt = this.request.prompt(this.model, this::isWanted);
		int room = this.model.contextLength() - prompt.tokens();
		if (room < 1) {
			throw new PromptTooLongException(prompt, this.model.contextLength());
		}
		Integer wanted = this.request.maxTokens();
		Answer answer = new Answer(prompt.tokens(), (wanted != null) ? Math.min(wanted, room) : room);
		this.model.generate(prompt, answer.limit, this.request.sampling(), answer);
		Outcome outcome = answer.end();
		if (isWanted()) {
			this.listener.finished(outcome);
		}
	}

	@Override
	protected void failed(RuntimeException failure) {
		this.listener.failed(failure);
	}

	/** The answer so far: applies stop strings, counts tokens, and knows why it ended. */
	private final class Answer implements TokenSink {

		/** Most tokens of a character that was begun and not completed. */
		private static final int UNHEARD = 3;

		private final int promptTokens;

		private final int limit;

		private final StopStrings stopStrings = new StopStrings(Generation.this.request.stop());

		private long cachedTokens;

		private int tokens;

		private boolean endedByModel;

		Answer(int promptTokens, int limit) {
			this.promptTokens = promptTokens;
			this.limit = limit;
		}

		@Override
		public void cached(int tokens) {
			this.cachedTokens = tokens;
		}

		@Override
		public boolean isWanted() {
			return Generation.this.isWanted();
		}

		@Override
		public boolean accept(String text) {
			if (!isWanted()) {
				return false;
			}
			this.tokens += count(text);
			// The token that ends the answer has no text, and comes last.
			this.endedByModel = text.isEmpty();
			emit(this.stopStrings.pass(text));
			return this.stopStrings.found() == null && isWanted();
		}

		/** Passes on the text that was held back, and ends the answer. */
		Outcome end() {
			emit(this.stopStrings.rest());
			// A model that ends inside a character reports no last token. Only the count
			// shows that it ended before the limit.
			String stop = this.stopStrings.found();
			boolean stopped = this.endedByModel || stop != null || (this.tokens + UNHEARD) * 2 < this.limit;
			int counted = stopped ? Math.min(this.tokens, this.limit) : this.limit;
			return new Outcome(stopped ? FinishReason.STOP : FinishReason.LENGTH,
					new Usage(this.promptTokens, counted, this.cachedTokens), stop);
		}

		private void emit(String text) {
			if (!text.isEmpty()) {
				Generation.this.listener.text(text);
			}
		}

		/**
		 * Each call is one token, unless its text completes a character of several
		 * tokens. llama.cpp does not report how many, so the tokenizer counts the same
		 * text. That is nearly always right, since models write as their tokenizer does.
		 */
		private int count(String text) {
			boolean ascii = text.chars().allMatch((c) -> c < 0x80);
			return ascii ? 1 : Math.max(1, Generation.this.model.countTokens(text));
		}

	}

}
