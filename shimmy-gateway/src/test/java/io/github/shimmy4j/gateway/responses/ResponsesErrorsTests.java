package io.github.shimmy4j.gateway.responses;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
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

	@Test
	void unknownModelIs400() {
		assertThat(told(RequestException.unknownModel("gpt-5", List.of("m"))).status()).isEqualTo(400);
		assertThat(told(RequestException.http(415, "unsupported_encoding", "Why")).status()).isEqualTo(400);
		assertThat(told(RequestException.http(401, "invalid_api_key", "Why")).status()).isEqualTo(401);
	}

	@ParameterizedTest
	@CsvSource({ "response_format, text.format", "response_format.json_schema.schema, text.format.schema",
			"response_format.json_schema.schema.properties.json_schema, text.format.schema.properties.json_schema",
			"messages[3].role, input", "tools[0].function.parameters, tools", "max_tokens, max_output_tokens",
			"enable_thinking, reasoning.effort", "temperature, temperature" })
	void fieldHasTheNameThatTheClientHasWritten(String field, String name) {
		Failure told = told(InvalidFieldException.unsupported(field, MAPPER.getNodeFactory().stringNode("x"), "Why"));
		assertThat(told.param()).isEqualTo(name);
		assertThat(told.message()).startsWith(name + " is 'x'");
	}

}
