package io.github.shimmy4j.engine.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

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
		CompletionJson json = new CompletionJson(UUID.randomUUID().toString().replace("-", ""),
				this.clock.instant().getEpochSecond(), call.model());
		Flux<AnswerPart> parts = this.answers.to(call.request());
		return call.stream() ? stream(parts, json, call.includeUsage(), response) : whole(parts, json, response);
	}

	private static Mono<Void> whole(Flux<AnswerPart> parts, CompletionJson json, HttpServerResponse response) {
		return parts.collectList()
			.flatMap((all) -> Replies.send(Reply.json(200, json.whole(text(all), last(all).outcome())), response));
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

	private static AnswerPart.End last(List<AnswerPart> parts) {
		return (AnswerPart.End) parts.get(parts.size() - 1);
	}

	/** Sends nothing before the first part: what fails until then has a status. */
	private static Mono<Void> stream(Flux<AnswerPart> parts, CompletionJson json, boolean includeUsage,
			HttpServerResponse response) {
		return parts.<Void>switchOnFirst((first, all) -> {
			if (first.isOnError()) {
				return all.thenMany(Mono.empty());
			}
			Flux<String> events = all.map((part) -> event(part, json, includeUsage))
				.startWith(json.roleEvent())
				.onErrorResume((failure) -> Mono.just(CompletionJson.errorEvents(Failures.error(failure))));
			// A buffer at a time, each flushed.
			return response.sse()
				.send(events.map((event) -> Unpooled.wrappedBuffer(event.getBytes(StandardCharsets.UTF_8))),
						(buffer) -> true)
				.then();
		}).then();
	}

	private static String event(AnswerPart part, CompletionJson json, boolean includeUsage) {
		if (part instanceof AnswerPart.Text text) {
			return json.textEvent(text.text());
		}
		return json.endEvents(((AnswerPart.End) part).outcome(), includeUsage);
	}

}
