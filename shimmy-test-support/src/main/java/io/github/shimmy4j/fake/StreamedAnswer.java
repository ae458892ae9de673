package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.fake.Generation.Trait;

/** An answer as server-sent events, token by token or, on 1.7.4, all at once. */
final class StreamedAnswer {

	private final Generation generation;

	private final ChatRequest request;

	private final Answer answer;

	private final ChatFaults faults;

	private final Completion completion;

	StreamedAnswer(Generation generation, ChatRequest request, Answer answer, ChatFaults faults) {
		this.generation = generation;
		this.request = request;
		this.answer = answer;
		this.faults = faults;
		this.completion = Completion.of(generation, request, faults);
	}

	void send(HttpExchange exchange) throws IOException {
		Duration reading = this.faults.reading();
		Duration reported = this.faults.readingReportedEvery();
		if (reported.isZero()) {
			Pause.of(reading);
		}
		EventStream events = EventStream.open(exchange);
		long reports = reported.isZero() ? 0 : reading.dividedBy(reported);
		for (long report = 1; report <= reports; report++) {
			Pause.of(reported);
			events.send(this.completion.chunk(null, null, null)
				.set("prompt_progress", Json.object().put("total", reports).put("processed", report)));
		}
		events.send(this.completion.chunk("assistant", null, null));
		if (this.generation.has(Trait.BURSTS)) {
			this.answer.tokens().forEach((token) -> this.faults.afterToken());
		}
		sendTokens(events);
		if (!this.faults.has(Fault.NO_FINISH_REASON)) {
			sendEnd(events);
		}
		events.close();
	}

	private void sendTokens(EventStream events) throws IOException {
		List<String> tokens = this.answer.tokens();
		int half = tokens.size() / 2;
		long stallAt = this.faults.faults().number(Fault.STALL_AFTER, Long.MAX_VALUE);
		for (int i = 0; i <= tokens.size(); i++) {
			if (i == half) {
				misbehaveHalfway(events);
			}
			if (i == stallAt) {
				Pause.forEver();
			}
			if (i < tokens.size()) {
				if (!this.generation.has(Trait.BURSTS)) {
					this.faults.afterToken();
				}
				events.send(this.completion.chunk(null, tokens.get(i), null));
			}
		}
	}

	private void misbehaveHalfway(EventStream events) throws IOException {
		this.faults.crashHalfway();
		if (this.faults.has(Fault.GARBAGE_CHUNK)) {
			events.send("{\"choices\":[{\"delta\":");
		}
		if (this.faults.has(Fault.CUT_STREAM)) {
			// When a handler throws, the server closes the connection without a last
			// chunk.
			throw new IOException("fault: " + Fault.CUT_STREAM.kebabName());
		}
	}

	private void sendEnd(EventStream events) {
		if (this.answer.fails() && !this.generation.has(Trait.HIDES_STREAM_FAILURES)) {
			events
				.send(Json.error("code", "generation_failed", "message", "Generation failed", "type", "server_error"));
		}
		else {
			events.send(this.completion.chunk(null, null, this.answer.finishReason()));
			if (this.request.includeUsage()) {
				events.send(this.completion.usageChunk(this.answer));
			}
		}
		events.send("[DONE]");
	}

	/**
	 * Server-sent events. After a client has gone, events are dropped without a failure:
	 * shimmy generates to the end then, and so does the fake.
	 */
	private static final class EventStream {

		private final OutputStream out;

		private boolean clientGone;

		private EventStream(OutputStream out) {
			this.out = out;
		}

		static EventStream open(HttpExchange exchange) throws IOException {
			exchange.getResponseHeaders().set("content-type", "text/event-stream");
			exchange.getResponseHeaders().set("cache-control", "no-cache");
			exchange.sendResponseHeaders(200, 0);
			return new EventStream(exchange.getResponseBody());
		}

		void send(JsonNode data) {
			send(Json.text(data));
		}

		void send(String data) {
			if (this.clientGone) {
				return;
			}
			try {
				this.out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
				this.out.flush();
			}
			catch (IOException ex) {
				this.clientGone = true;
			}
		}

		void close() throws IOException {
			if (!this.clientGone) {
				this.out.close();
			}
		}

	}

}
