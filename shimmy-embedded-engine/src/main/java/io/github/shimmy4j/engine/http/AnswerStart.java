package io.github.shimmy4j.engine.http;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.shimmy4j.engine.generation.AnswerRequest;
import io.github.shimmy4j.engine.http.AnswerStreams.Part;
import io.github.shimmy4j.protocol.openai.Completion;

/** Begins the answers of the routes that generate text. */
final class AnswerStart {

	private final ServedModel model;

	private final AnswerStreams answers;

	private final AnswerHeads heads;

	/**
	 * Begins nothing yet.
	 * @param model the served model
	 * @param answers answers requests
	 * @param heads makes the ids of answers
	 */
	AnswerStart(ServedModel model, AnswerStreams answers, AnswerHeads heads) {
		this.model = model;
		this.answers = answers;
		this.heads = heads;
	}

	/** Tokens of one request with its answer. */
	int contextLength() {
		return this.model.model().contextLength();
	}

	/**
	 * Begins an answer, which is generated once somebody subscribes to it.
	 * @param idPrefix beginning of its id
	 * @param askedModel the model that the request names
	 * @param request the request
	 * @throws RefusedException if another model is served
	 */
	Begun answer(String idPrefix, String askedModel, AnswerRequest request) {
		this.model.require(askedModel);
		return new Begun(this.heads.next(idPrefix, askedModel), this.answers.to(request));
	}

	/**
	 * An answer.
	 *
	 * @param head its id and its model
	 * @param parts texts, and then one end
	 */
	record Begun(Completion.Head head, Flux<Part> parts) {

		/** All parts together. */
		Mono<WholeAnswer> whole() {
			return this.parts.collectList().map(WholeAnswer::of);
		}

	}

}
