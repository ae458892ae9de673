package io.github.shimmy4j.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.netty.buffer.Unpooled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.http.AnswerStreams.Part;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.sse.EventWriter;

/** Sends an answer as server-sent events, one for each part. */
final class EventStream {

	private EventStream() {
	}

	/**
	 * Sends nothing before the first part, so an early failure still has a status.
	 * @param parts the answer
	 * @param begin what is sent before the first part; may be empty
	 * @param event writes the events of a part
	 * @param response receives them
	 * @return completes after the last event, or fails before the first
	 */
	static Mono<Void> send(Flux<Part> parts, String begin, Function<Part, String> event, HttpServerResponse response) {
		return parts.<Void>switchOnFirst((first, all) -> {
			if (first.isOnError()) {
				return all.thenMany(Mono.empty());
			}
			Flux<String> events = all.map(event)
				.startWith(begin)
				.onErrorResume((failure) -> Mono.just(failed(failure)))
				.filter((text) -> !text.isEmpty());
			// Flushes each event.
			return response.sse()
				.send(events.map((text) -> Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))),
						(buffer) -> true)
				.then();
		}).then();
	}

	/** The status of the answer has been sent, so an event reports the failure. */
	private static String failed(Throwable failure) {
		return EventWriter.event(JsonMapper.shared().writeValueAsString(Failures.error(failure).json()))
				+ Completion.Chunk.END_EVENT;
	}

}
