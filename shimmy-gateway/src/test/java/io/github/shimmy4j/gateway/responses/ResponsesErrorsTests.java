package io.github.shimmy4j.gateway.responses;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.protocol.responses.ResponsesAnswer;
import io.github.shimmy4j.protocol.responses.ResponsesRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Codex asks again on most statuses and codes, so that they must be the right ones. */
class ResponsesErrorsTests {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static Failure told(Throwable thrown) {
		return ResponsesErrors.told(Failure.of(thrown));
	}

	private static JsonNode event(Failure told) {
		ObjectNode body = MAPPER.createObjectNode().put("input", "a").put("stream", true);
		ResponsesAnswer answer = new ResponsesAnswer(ResponsesRequest.read(body, List.of()), "0a", "m",
				InstantSource.system(), (response) -> {
				});
		String stream = ResponsesErrors.event(answer, told);
		return MAPPER.readTree(stream.substring(stream.lastIndexOf("data: ") + "data: ".length()))
			.at("/response/error");
	}

	@ParameterizedTest
	@EnumSource(ShimmyErrorCode.class)
	void onlyWhatMayChangeIsToldAsAFailureOfTheServer(ShimmyErrorCode code) {
		Failure told = told(new ShimmyException(code, "Why"));
		assertThat(told.status() >= 500).as(told.toString()).isEqualTo(code.isTransient());
		assertThat(told.status()).isNotIn(404, 415);
		String event = event(told).path("code").asString();
		if (code == ShimmyErrorCode.CONTEXT_EXCEEDED) {
			assertThat(event).isEqualTo("context_length_exceeded");
		}
		else if (code == ShimmyErrorCode.INVALID_RESPONSE || code == ShimmyErrorCode.INTERNAL) {
			assertThat(event).as("another attempt may go well").isEqualTo("server_error");
		}
		else if (!code.isTransient()) {
			assertThat(event).isEqualTo("invalid_prompt");
		}
		else {
			assertThat(event).isEqualTo((told.retryAfter() != null) ? "rate_limit_exceeded" : "server_error");
		}
	}

	@Test
	void timeToWaitIsInTheWordsThatCodexReads() {
		Failure full = new Failure(429, "rate_limit_exceeded", "The queue is full.", null, Duration.ofSeconds(17),
				new ShimmyException(ShimmyErrorCode.OVERLOADED, "The queue is full."));
		assertThat(event(full).path("message").asString()).isEqualTo("The queue is full. Please try again in 17s.");
	}

	/** Before: 403 and 413 stayed, and Codex sent a body that is too large 6 times. */
	@ParameterizedTest
	@CsvSource({ "400, 400", "401, 401", "403, 400", "404, 400", "405, 405", "408, 408", "413, 400", "415, 400",
			"426, 426" })
	void refusalThatWillNotChangeIs400(int status, int told) {
		assertThat(told(RequestException.http(status, "code", "Why")).status()).isEqualTo(told);
	}

	@Test
	void unknownModelKeepsItsCode() {
		Failure told = told(RequestException.unknownModel("gpt-5", List.of("m")));
		assertThat(told.status()).isEqualTo(400);
		assertThat(told.code()).isEqualTo("model_not_found");
	}

}
