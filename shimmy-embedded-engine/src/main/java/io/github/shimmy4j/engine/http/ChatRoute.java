package io.github.shimmy4j.engine.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.CompletionHead;
import io.netty.buffer.Unpooled;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * {@code POST /v1/chat/completions}: an answer whole, or as events while it is made.
 */
final class ChatRoute implements Route {

	private final ServedModel model;

	private final Answers answers;

	private final Clock clock;

	ChatRoute(ServedModel model, Answers answers, Clock clock) {
		this.model = model;
		this.answers = answers;
		this.clock = clock;
	}

	@Override
	public Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
		// On the thread that parsed the body: to read a schema takes time, and no
		// connection
		// waits there.
		return RequestBody.json(request)
			.map((body) -> ChatCallReader.read(body, this.model.model().contextLength()))
			.flatMap((call) -> serve(call, response));
	}

	private Mono<Void> serve(ChatCall call, HttpServerResponse response) {
		Reply refusal = this.model.refusal(call.model());
		if (refusal != null) {
			return Mono.error(new RefusedException(refusal));
		}
		CompletionHead head = new CompletionHead("chatcmpl-" + UUID.randomUUID().toString().replace("-", ""),
				this.clock.instant().getEpochSecond(), call.model());
		Flux<AnswerPart> parts = this.answers.to(call.request());
		return call.stream() ? stream(parts, new CompletionEvents(head), call.includeUsage(), response)
				: whole(parts, head, response);
	}

	private static Mono<Void> whole(Flux<AnswerPart> parts, CompletionHead head, HttpServerResponse response) {
		return parts.collectList().flatMap((all) -> Replies.send(Reply.json(200, whole(all, head).json()), response));
	}

	private static Completion whole(List<AnswerPart> parts, CompletionHead head) {
		Outcome outcome = ((AnswerPart.End) parts.get(parts.size() - 1)).outcome();
		return head.whole(text(parts), outcome.reason(), outcome.usage());
	}

	private static String text(List<AnswerPart> parts) {
		StringBuilder text = new StringBuilder();
		for (AnswerPart part : parts) {
			if (part instanceof AnswerPart.Text more) {
				text.append(more.text());
			}
		}
		return text.toString();
	}

	/** Sends nothing before the first part: what fails until then has a status. */
	private static Mono<Void> stream(Flux<AnswerPart> parts, CompletionEvents events, boolean includeUsage,
			HttpServerResponse response) {
		return parts.<Void>switchOnFirst((first, all) -> {
			if (first.isOnError()) {
				return all.thenMany(Mono.empty());
			}
			Flux<String> sent = all.map((part) -> event(part, events, includeUsage))
				.startWith(events.role())
				.onErrorResume((failure) -> Mono.just(CompletionEvents.failure(Failures.error(failure))));
			// A buffer at a time, each flushed.
			return response.sse()
				.send(sent.map((event) -> Unpooled.wrappedBuffer(event.getBytes(StandardCharsets.UTF_8))),
						(buffer) -> true)
				.then();
		}).then();
	}

	private static String event(AnswerPart part, CompletionEvents events, boolean includeUsage) {
		if (part instanceof AnswerPart.Text text) {
			return events.text(text.text());
		}
		return events.end(((AnswerPart.End) part).outcome(), includeUsage);
	}

}
