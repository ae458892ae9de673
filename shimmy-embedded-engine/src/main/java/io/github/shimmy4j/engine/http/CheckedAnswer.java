package io.github.shimmy4j.engine.http;

import io.github.shimmy4j.engine.generation.AnswerListener;
import io.github.shimmy4j.engine.generation.ChatRequest;
import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.engine.schema.AnswerSchema;
import io.github.shimmy4j.protocol.openai.FinishReason;

/**
 * Checks a whole answer against the schema that it must follow before its end is told. An
 * answer for which there was no room is not whole, and ends as such if it is the
 * beginning of some JSON.
 */
final class CheckedAnswer implements AnswerListener {

	private final AnswerSchema schema;

	private final boolean stops;

	private final AnswerListener listener;

	private final StringBuilder answer = new StringBuilder();

	private CheckedAnswer(AnswerSchema schema, boolean stops, AnswerListener listener) {
		this.schema = schema;
		this.stops = stops;
		this.listener = listener;
	}

	/** The listener itself where an answer may have any form. */
	static AnswerListener of(ChatRequest request, AnswerListener listener) {
		AnswerSchema schema = request.sampling().schema();
		return (schema != null) ? new CheckedAnswer(schema, !request.stop().isEmpty(), listener) : listener;
	}

	@Override
	public void text(String text) {
		this.answer.append(text);
		this.listener.text(text);
	}

	@Override
	public void finished(Outcome outcome) {
		String text = this.answer.toString();
		String violation = (outcome.reason() == FinishReason.STOP) ? this.schema.violation(text)
				: this.schema.violationOfBeginning(text);
		if (violation == null) {
			this.listener.finished(outcome);
		}
		else {
			this.listener.failed(new InvalidAnswerException(violation, this.stops));
		}
	}

	@Override
	public void failed(RuntimeException failure) {
		this.listener.failed(failure);
	}

}
