package io.github.shimmy4j.engine.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.engine.http.AnswerStreams.Part;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.sse.EventWriter;

/** {@code POST /v1/chat/completions}: a whole answer, or a stream of events. */
final class ChatRoute implements Route {

	private final ServedModel model;

	private final AnswerStreams answers;

	private final Clock clock;

	ChatRoute(ServedModel model, AnswerStreams answers, Clock clock) {
		this.model = model;
		this.answers = answers;
		this.clock = clock;
	}

	@Override
	public Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
		// Stays on the thread that parsed the body: reading a schema takes time, which
		// must not block the connections.
		return RequestBody.json(request)
			.map((body) -> ChatCallReader.read(body, this.model.model().contextLength()))
			.flatMap((call) -> serve(call, request, response));
	}

	private Mono<Void> serve(ChatCall call, HttpServerRequest request, HttpServerResponse response) {
		this.model.require(call.model());
		Completion.Head head = new Completion.Head("chatcmpl-" + UUID.randomUUID().toString().replace("-", ""),
				this.clock.instant().getEpochSecond(), call.model());
		Flux<Part> parts = this.answers.to(call.request());
		return call.stream() ? stream(parts, head, call.includeUsage(), response) : parts.collectList()
			.flatMap((all) -> Reply.json(200, whole(all, head).json()).send(request, response));
	}

	private static Completion whole(List<Part> parts, Completion.Head head) {
		StringBuilder text = new StringBuilder();
		for (Part part : parts) {
			if (part instanceof Part.Text more) {
				text.append(more.text());
			}
		}
		Outcome outcome = ((Part.End) parts.get(parts.size() - 1)).outcome();
		return head.whole(text.toString(), outcome.reason(), outcome.usage());
	}

	/** Sends nothing before the first part, so an early failure still has a status. */
	private static Mono<Void> stream(Flux<Part> parts, Completion.Head head, boolean includeUsage,
			HttpServerResponse response) {
		return parts.<Void>switchOnFirst((first, all) -> {
			if (first.isOnError()) {
				return all.thenMany(Mono.empty());
			}
			Flux<String> events = all.map((part) -> event(part, head, includeUsage))
				.startWith(chunk(head, null, "assistant", null))
				.onErrorResume((failure) -> Mono.just(failed(failure)));
			// Flushes each event.
			return response.sse()
				.send(events.map((event) -> Unpooled.wrappedBuffer(event.getBytes(StandardCharsets.UTF_8))),
						(buffer) -> true)
				.then();
		}).then();
	}

	private static String event(Part part, Completion.Head head, boolean includeUsage) {
		if (part instanceof Part.Text text) {
			return chunk(head, text.text(), null, null);
		}
		Outcome outcome = ((Part.End) part).outcome();
		return chunk(head, null, null, outcome.reason())
				+ (includeUsage ? head.usage(outcome.usage().json()).event() : "") + Completion.Chunk.END_EVENT;
	}

	/** The status of the answer has been sent, so an event reports the failure. */
	private static String failed(Throwable failure) {
		return EventWriter.event(JsonMapper.shared().writeValueAsString(Failures.error(failure).json()))
				+ Completion.Chunk.END_EVENT;
	}

	/** A delta always has both fields, as in shimmy's chunks. */
	private static String chunk(Completion.Head head, @Nullable String content, @Nullable String role,
			@Nullable FinishReason reason) {
		return head.chunk(0, JsonMapper.shared().createObjectNode().put("content", content).put("role", role), reason)
			.event();
	}

}
