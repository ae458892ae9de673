package io.github.shimmy4j.engine.http;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.engine.generation.PromptTooLongException;
import io.github.shimmy4j.engine.http.AnswerStreams.Part;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.TextCompletion;
import io.github.shimmy4j.protocol.sse.EventWriter;

/**
 * {@code POST /v1/completions}: continues a prompt as it is, without a chat template. A
 * whole answer, or a stream of events.
 */
final class CompletionsRoute implements Route {

	private final AnswerStart start;

	CompletionsRoute(AnswerStart start) {
		this.start = start;
	}

	@Override
	public Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
		return RequestBody.json(request)
			.map(CompletionCallReader::read)
			.flatMap((call) -> serve(call, request, response))
			.onErrorMap(PromptTooLongException.class, (tooLong) -> Failures.tooLong(tooLong, "prompt"));
	}

	private Mono<Void> serve(CompletionCall call, HttpServerRequest request, HttpServerResponse response) {
		AnswerStart.Begun begun = this.start.answer("cmpl-", call.model(), call.request());
		TextCompletion answer = new TextCompletion(begun.head());
		if (call.stream()) {
			String begin = call.begin().isEmpty() ? "" : event(answer.piece(call.begin(), null));
			return EventStream.send(begun.parts(), begin, (part) -> events(part, answer, call.includeUsage()),
					response);
		}
		return begun.whole()
			.flatMap((all) -> Reply
				.json(200, answer.whole(call.begin() + all.text(), all.outcome().reason(), all.outcome().usage()))
				.send(request, response));
	}

	private static String events(Part part, TextCompletion answer, boolean includeUsage) {
		if (part instanceof Part.Text text) {
			return event(answer.piece(text.text(), null));
		}
		Outcome outcome = ((Part.End) part).outcome();
		return event(answer.piece("", outcome.reason())) + (includeUsage ? event(answer.usage(outcome.usage())) : "")
				+ Completion.Chunk.END_EVENT;
	}

	private static String event(ObjectNode piece) {
		return EventWriter.event(JsonMapper.shared().writeValueAsString(piece));
	}

}
