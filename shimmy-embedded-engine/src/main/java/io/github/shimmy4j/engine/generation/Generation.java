package io.github.shimmy4j.engine.generation;

import java.util.concurrent.CancellationException;

import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.Prompt;
import io.github.shimmy4j.engine.model.TokenSink;

/**
 * The making of one answer, from messages to its end. Runs once, on a thread of a slot.
 */
public final class Generation implements Slots.Job {

	private final LanguageModel model;

	private final ChatRequest request;

	private final AnswerListener listener;

	private volatile boolean cancelled;

	/**
	 * A generation, not begun.
	 * @param model what answers
	 * @param request what is to be answered
	 * @param listener who hears the answer
	 */
	public Generation(LanguageModel model, ChatRequest request, AnswerListener listener) {
		this.model = model;
		this.request = request;
		this.listener = listener;
	}

	@Override
	public void run() {
		if (this.cancelled) {
			return;
		}
		try {
			Outcome outcome = generate();
			if (!this.cancelled) {
				this.listener.finished(outcome);
			}
		}
		catch (CancellationException ex) {
			// Nobody listens any more.
			return;
		}
		catch (RuntimeException ex) {
			this.listener.failed(ex);
		}
		catch (StackOverflowError ex) {
			this.listener.failed(new IllegalStateException("The request is nested too deeply", ex));
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
	}

	private Outcome generate() {
		Prompt prompt = this.model.prompt(this.request.messages(), () -> !this.cancelled);
		int room = this.model.contextLength() - prompt.tokens();
		if (room < 1) {
			throw new PromptTooLongException(prompt, this.model.contextLength());
		}
		Integer wanted = this.request.maxTokens();
		int limit = (wanted != null) ? Math.min(wanted, room) : room;
		Answer answer = new Answer(prompt.tokens(), limit, new StopStrings(this.request.stop()),
				this.model::countTokens, this.listener);
		this.model.generate(prompt, limit, this.request.sampling(), new Cancellable(answer));
		return answer.end();
	}

	private final class Cancellable implements TokenSink {

		private final TokenSink answer;

		Cancellable(TokenSink answer) {
			this.answer = answer;
		}

		@Override
		public void cached(int tokens) {
			this.answer.cached(tokens);
		}

		@Override
		public boolean accept(String text) {
			return isWanted() && this.answer.accept(text) && isWanted();
		}

		@Override
		public boolean isWanted() {
			return !Generation.this.cancelled;
		}

	}

}
