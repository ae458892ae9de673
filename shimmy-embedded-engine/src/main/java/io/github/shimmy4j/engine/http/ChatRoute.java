package io.github.shimmy4j.engine.http;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.engine.http.AnswerStreams.Part;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Fields;

/** {@code POST /v1/chat/completions}: a whole answer, or a stream of events. */
final class ChatRoute implements Route {

	private final AnswerStart start;

	ChatRoute(AnswerStart start) {
		this.start = start;
	}

	@Override
	public Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
		// Stays on the thread that parsed the body: reading a schema takes time, which
		// must not block the connections.
		return RequestBody.json(request)
			.map((body) -> ChatCallReader.read(body, this.start.contextLength()))
			.flatMap((call) -> serve(call, request, response));
	}

	private Mono<Void> serve(ChatCall call, HttpServerRequest request, HttpServerResponse response) {
		AnswerStart.Begun answer = this.start.answer("chatcmpl-", call.model(), call.request());
		Completion.Head head = answer.head();
		if (call.stream()) {
			return EventStream.send(answer.parts(), chunk(head, null, "assistant", null).event(),
					(part) -> event(part, head, call), response);
		}
		return answer.whole()
			.map((all) -> whole(head, all))
			.flatMap((whole) -> Reply.json(200, call.translation().whole(whole).json()).send(request, response));
	}

	private static Completion whole(Completion.Head head, WholeAnswer all) {
		Completion whole = head.whole(all.text(), all.outcome().reason(), all.outcome().usage());
		tellStop(whole.json(), all.outcome());
		return whole;
	}

	/** In the field that vLLM has for it. OpenAI has none. */
	private static void tellStop(ObjectNode json, Outcome outcome) {
		if (outcome.stop() != null && json.path(Fields.CHOICES).get(0) instanceof ObjectNode choice) {
			choice.put(Fields.STOP_REASON, outcome.stop());
		}
	}

	/** Empty for a part that says nothing to the client. */
	private static String event(Part part, Completion.Head head, ChatCall call) {
		if (part instanceof Part.Text text) {
			return translated(chunk(head, text.text(), null, null), call);
		}
		Outcome outcome = ((Part.End) part).outcome();
		Completion.Chunk last = chunk(head, null, null, outcome.reason());
		tellStop(last.json(), outcome);
		return translated(last, call) + (call.includeUsage() ? head.usage(outcome.usage().json()).event() : "")
				+ Completion.Chunk.END_EVENT;
	}

	private static String translated(Completion.Chunk chunk, ChatCall call) {
		Completion.Chunk translated = call.translation().chunk(chunk);
		return (translated != null) ? translated.event() : "";
	}

	/** A delta always has both fields, as in shimmy's chunks. */
	private static Completion.Chunk chunk(Completion.Head head, @Nullable String content, @Nullable String role,
			@Nullable FinishReason reason) {
		return head.chunk(0, JsonMapper.shared().createObjectNode().put("content", content).put("role", role), reason);
	}

}
