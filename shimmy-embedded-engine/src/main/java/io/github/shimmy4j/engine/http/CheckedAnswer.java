package io.github.shimmy4j.engine.http;

import io.github.shimmy4j.engine.generation.AnswerListener;
import io.github.shimmy4j.engine.generation.AnswerRequest;
import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.engine.schema.AnswerSchema;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;

/**
 * Checks a whole answer against its schema before it reports the end. An answer that
 * reached its token limit is incomplete; it must only be the beginning of some JSON.
 */
final class CheckedAnswer implements AnswerListener {

	private final AnswerSchema schema;

	private final boolean hasStops;

	private final AnswerListener listener;

	private final StringBuilder answer = new StringBuilder();

	private CheckedAnswer(AnswerSchema schema, boolean hasStops, AnswerListener listener) {
		this.schema = schema;
		this.hasStops = hasStops;
		this.listener = listener;
	}

	/** The listener itself if the request has no schema. */
	static AnswerListener of(AnswerRequest request, AnswerListener listener) {
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
			this.listener.failed(new InvalidAnswerException(violation, this.hasStops));
		}
	}

	@Override
	public void failed(RuntimeException failure) {
		this.listener.failed(failure);
	}

	/** A whole answer does not follow the schema of its request. */
	static final class InvalidAnswerException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final boolean stopped;

		/** Stop strings of the request may have ended the answer early. */
		InvalidAnswerException(String violation, boolean stopped) {
			super("the answer does not follow the schema of the request: " + violation
					+ (stopped ? "; a string in 'stop' may have ended it" : ""), null, false, false);
			this.stopped = stopped;
		}

		/** Whether the client can avoid the failure by other stop strings. */
		boolean isStopped() {
			return this.stopped;
		}

	}

}
