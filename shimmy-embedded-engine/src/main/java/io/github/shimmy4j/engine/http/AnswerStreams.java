package io.github.shimmy4j.engine.http;

import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;

import io.github.shimmy4j.engine.generation.AnswerListener;
import io.github.shimmy4j.engine.generation.AnswerRequest;
import io.github.shimmy4j.engine.generation.Generation;
import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.engine.generation.Slots;
import io.github.shimmy4j.engine.model.LanguageModel;

/**
 * Answers requests with streams of parts. If the subscriber cancels, the request leaves
 * the queue, or its generation ends.
 */
final class AnswerStreams {

	/**
	 * Parts that are kept for a slow client, in addition to those that the system keeps
	 * for its connection. When they are full, the generation is cancelled. It cannot wait
	 * for the client: as long as one result is not taken, the binding lets the threads
	 * that wait for other results spin.
	 */
	static final int BACKLOG = 1024;

	private final LanguageModel model;

	private final Slots slots;

	AnswerStreams(LanguageModel model, Slots slots) {
		this.model = model;
		this.slots = slots;
	}

	Flux<Part> to(AnswerRequest request) {
		return Flux.<Part>create((sink) -> generate(request, sink), OverflowStrategy.IGNORE)
			.onBackpressureBuffer(BACKLOG);
	}

	private void generate(AnswerRequest request, FluxSink<Part> sink) {
		try {
			Generation generation = new Generation(this.model, request, CheckedAnswer.of(request, new Emitter(sink)));
			// Before submit, since the generation may fill the backlog before submit
			// returns.
			sink.onDispose(generation::cancel);
			sink.onCancel(this.slots.submit(generation)::run);
		}
		catch (RuntimeException ex) {
			sink.error(ex);
		}
	}

	/** A part of an answer: texts, which are never empty, and then one end. */
	sealed interface Part {

		record Text(String text) implements Part {

		}

		record End(Outcome outcome) implements Part {

		}

	}

	private static final class Emitter implements AnswerListener {

		private final FluxSink<Part> sink;

		Emitter(FluxSink<Part> sink) {
			this.sink = sink;
		}

		@Override
		public void text(String text) {
			this.sink.next(new Part.Text(text));
		}

		@Override
		public void finished(Outcome outcome) {
			this.sink.next(new Part.End(outcome));
			this.sink.complete();
		}

		@Override
		public void failed(RuntimeException failure) {
			this.sink.error(failure);
		}

	}

}
