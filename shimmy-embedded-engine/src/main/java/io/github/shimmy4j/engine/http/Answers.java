package io.github.shimmy4j.engine.http;

import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;

import io.github.shimmy4j.engine.generation.AnswerListener;
import io.github.shimmy4j.engine.generation.ChatRequest;
import io.github.shimmy4j.engine.generation.Generation;
import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.engine.generation.Slots;
import io.github.shimmy4j.engine.model.LanguageModel;

/**
 * Turns requests into streams of parts. A subscriber that cancels takes its request back:
 * out of the queue, or from the model.
 */
final class Answers {

	/**
	 * Parts kept for a client that reads slowly, on top of what the system keeps for its
	 * connection; when they are full its generation is cancelled. The generation cannot
	 * wait instead: while a result of one is not taken, the binding lets the threads that
	 * wait for results of others spin.
	 */
	static final int BACKLOG = 1024;

	private final LanguageModel model;

	private final Slots slots;

	Answers(LanguageModel model, Slots slots) {
		this.model = model;
		this.slots = slots;
	}

	Flux<AnswerPart> to(ChatRequest request) {
		return Flux.<AnswerPart>create((sink) -> generate(request, sink), OverflowStrategy.IGNORE)
			.onBackpressureBuffer(BACKLOG);
	}

	private void generate(ChatRequest request, FluxSink<AnswerPart> sink) {
		try {
			Generation generation = new Generation(this.model, request, CheckedAnswer.of(request, new Emitter(sink)));
			// First, since it may begin, and be too much for the client, before it is
			// taken.
			sink.onDispose(generation::cancel);
			sink.onCancel(this.slots.submit(generation)::run);
		}
		catch (RuntimeException ex) {
			sink.error(ex);
		}
	}

	private record Emitter(FluxSink<AnswerPart> sink) implements AnswerListener {

		@Override
		public void text(String text) {
			this.sink.next(new AnswerPart.Text(text));
		}

		@Override
		public void finished(Outcome outcome) {
			this.sink.next(new AnswerPart.End(outcome));
			this.sink.complete();
		}

		@Override
		public void failed(RuntimeException failure) {
			this.sink.error(failure);
		}

	}

}
