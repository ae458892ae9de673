package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.fake.Generation.Trait;

/** An answer as server-sent events, token by token or, on 1.7.4, all at once. */
final class StreamedAnswer {

	private final Generation generation;

	private final ChatRequest request;

	private final Answer answer;

	private final ChatFaults faults;

	private final Completion completion;

	StreamedAnswer(Generation generation, ChatRequest request, Answer answer, ChatFaults faults,
			Completion completion) {
		this.generation = generation;
		this.request = request;
		this.answer = answer;
		this.faults = faults;
		this.completion = completion;
	}

	void send(HttpExchange exchange) throws IOException {
		if (!this.completion.reportsReading()) {
			Pause.of(this.faults.reading());
		}
		EventStream events = EventStream.open(exchange, this.generation.has(Trait.CANCELS_STREAMS));
		if (this.completion.reportsReading()) {
			read(events);
		}
		events.send(this.completion.start());
		if (this.generation.has(Trait.BURSTS)) {
			this.answer.tokens().forEach((token) -> this.faults.afterToken());
		}
		sendTokens(events);
		if (!this.faults.has(Fault.NO_FINISH_REASON)) {
			sendEnd(events);
		}
		events.close();
	}

	private void read(EventStream events) throws IOException {
		Duration reading = this.faults.reading();
		Duration reported = this.faults.readingReportedEvery();
		Duration step = reported.isZero() ? reading : reported;
		long steps = reported.isZero() ? 1 : reading.dividedBy(reported);
		for (long done = 0; done <= steps; done++) {
			if (done > 0) {
				Pause.of(step);
			}
			for (ObjectNode report : this.completion.progress(done, steps)) {
				events.send(report);
			}
		}
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
				events.send(this.completion.token(tokens.get(i)));
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

	private void sendEnd(EventStream events) throws IOException {
		if (this.answer.fails() && !this.generation.has(Trait.HIDES_STREAM_FAILURES)) {
			events.send(this.completion.failureEvent());
			if (this.generation.has(Trait.FAILURE_ENDS_STREAM)) {
				return;
			}
		}
		else {
			events.send(this.completion.finish(this.answer));
			if (this.request.includeUsage()) {
				events.send(this.completion.usage(this.answer));
			}
		}
		events.send("[DONE]");
	}

	/**
	 * Server-sent events. After a client has gone, shimmy generates to the end and events
	 * are dropped; a server that cancels ends the answer.
	 */
	private static final class EventStream {

		private final OutputStream out;

		private final boolean cancels;

		private boolean clientGone;

		private EventStream(OutputStream out, boolean cancels) {
			this.out = out;
			this.cancels = cancels;
		}

		static EventStream open(HttpExchange exchange, boolean cancels) throws IOException {
			exchange.getResponseHeaders().set("content-type", "text/event-stream");
			exchange.getResponseHeaders().set("cache-control", "no-cache");
			exchange.sendResponseHeaders(200, 0);
			return new EventStream(exchange.getResponseBody(), cancels);
		}

		void send(JsonNode data) throws IOException {
			send(Json.text(data));
		}

		void send(String data) throws IOException {
			if (this.clientGone) {
				return;
			}
			try {
				this.out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
				this.out.flush();
			}
			catch (IOException ex) {
				if (this.cancels) {
					throw ex;
				}
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
