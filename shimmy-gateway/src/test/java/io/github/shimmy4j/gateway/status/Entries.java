package io.github.shimmy4j.gateway.status;

import java.time.Duration;
import java.time.Instant;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.http.RequestLogEntry;
import io.github.shimmy4j.gateway.http.RequestLogEntry.Outcome;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.jspecify.annotations.Nullable;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;

/** Requests that have ended, for tests. */
final class Entries {

	static final String CHAT = "/v1/chat/completions";

	private Entries() {
	}

	static RequestLogEntry answered(@Nullable String caller, String model) {
		return generation(caller, model, 200, Outcome.ANSWERED, null);
	}

	static RequestLogEntry failed(Throwable thrown) {
		Failure failure = Failure.of(thrown);
		return generation(null, "tiny", failure.status(), (failure.status() >= 500) ? Outcome.FAILED : Outcome.REFUSED,
				failure);
	}

	static RequestLogEntry left() {
		return generation(null, "tiny", 200, Outcome.LEFT, null);
	}

	private static RequestLogEntry generation(@Nullable String caller, String model, int status, Outcome outcome,
			@Nullable Failure failure) {
		return new RequestLogEntry(Instant.EPOCH, "POST", CHAT, CHAT, status, outcome, caller, model, true,
				Duration.ofMillis(3), Duration.ofMillis(120), Duration.ofMillis(30), Duration.ofMillis(950),
				new Usage(12, 64, 10L), failure);
	}

	static RequestLogEntry at(String path) {
		return new RequestLogEntry(Instant.EPOCH, "GET", path, path, 200, Outcome.ANSWERED, null, null, false, null,
				null, null, Duration.ofMillis(1), Usage.UNKNOWN, null);
	}

	/** A request to a path, with headers as names and values in turn. */
	static ServerWebExchange exchange(String path, String... headers) {
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get(path);
		for (int index = 0; index < headers.length; index += 2) {
			request.header(headers[index], headers[index + 1]);
		}
		return MockServerWebExchange.from(request);
	}

}
