package io.github.shimmy4j.engine.generation;

import io.github.shimmy4j.engine.model.LanguageModel;

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
		catch (RuntimeException ex) {
			this.listener.failed(ex);
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
	}

	private Outcome generate() {
		String prompt = this.model.render(this.request.messages());
		int promptTokens = this.model.countPromptTokens(prompt);
		int room = this.model.contextLength() - promptTokens;
		if (room < 1) {
			throw new PromptTooLongException(promptTokens, this.model.contextLength());
		}
		Integer wanted = this.request.maxTokens();
		int limit = (wanted != null) ? Math.min(wanted, room) : room;
		Answer answer = new Answer(promptTokens, limit, new StopStrings(this.request.stop()), this.model::countTokens,
				this.listener);
		this.model.generate(prompt, limit, this.request.sampling(),
				(text) -> !this.cancelled && answer.accept(text) && !this.cancelled);
		return answer.end();
	}

}
