package io.github.shimmy4j.gateway.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.http.RequestLogEntry.Outcome;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.support.LogLines;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

class RequestLogTests {

	private static RequestLogEntry generation(String model, Failure failure) {
		return new RequestLogEntry(Instant.EPOCH, "POST", "/v1/chat/completions", "/v1/chat/completions",
				(failure != null) ? failure.status() : 200, (failure != null) ? Outcome.FAILED : Outcome.ANSWERED,
				"editor", model, true, Duration.ofMillis(3), Duration.ofMillis(120), null, Duration.ofMillis(950),
				new Usage(12, 64, 10L), failure);
	}

	@Test
	void lineOfAGenerationTellsItsTimesAndTokens() {
		assertThat(RequestLog.line(generation("tiny", null)))
			.isEqualTo("method=POST path=/v1/chat/completions status=200 outcome=answered key=editor model=tiny "
					+ "stream=true queued=3ms firstToken=120ms total=950ms tokensIn=12 cached=10 tokensOut=64");
	}

	@Test
	void servedModelWithoutItsNameHasNoName() {
		assertThat(RequestLog.line(generation("", null))).contains(" model=- ");
	}

	@Test
	void lineOfAFailureNamesIt() {
		Failure failure = Failure.of(new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT, "silent"));
		assertThat(RequestLog.line(generation("tiny", failure)))
			.contains("status=504 outcome=failed error=generation_timeout key=editor");
	}

	@Test
	void lineOfAnotherRequestHasNoTokens() {
		RequestLogEntry entry = new RequestLogEntry(Instant.EPOCH, "GET", "/v1/models", "/v1/models", 200,
				Outcome.ANSWERED, null, null, false, null, null, null, Duration.ofMillis(1), Usage.UNKNOWN, null);
		assertThat(RequestLog.line(entry))
			.isEqualTo("method=GET path=/v1/models status=200 outcome=answered key=- total=1ms");
	}

	@Test
	void textOfAClientCannotLookLikeAnotherValue() {
		assertThat(RequestLog.line(generation("x\" status=500\nRequest ended:", null)))
			.contains("model=\"x' status=500\\nRequest ended:\" stream=true")
			.doesNotContain("\n");
	}

	@Test
	void eachRequestIsOneLineAtInfo() {
		try (LogLines lines = new LogLines(RequestLog.class)) {
			try (RequestLog log = new RequestLog()) {
				log.ended(generation("tiny", null), MockServerWebExchange.from(MockServerHttpRequest.get("/")));
			}
			assertThat(lines.at(Level.INFO)).singleElement()
				.asString()
				.startsWith("Request ended: method=POST path=/v1/chat/completions status=200");
			assertThat(List.of(Level.WARN, Level.ERROR)).allSatisfy((level) -> assertThat(lines.at(level)).isEmpty());
		}
	}

}
