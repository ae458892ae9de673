package io.github.shimmy4j.gateway.http;

import java.net.http.HttpResponse;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Before: a wrong method was 404, and unknown paths below /api were in OpenAI's form. */
@ExtendWith(SharedGateway.class)
class RouteErrorsTests {

	private final FakeGateway gateway;

	RouteErrorsTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	@ParameterizedTest
	@CsvSource({ "GET, /v1/chat/completions, POST", "DELETE, /v1/models/some/model, GET", "PUT, /v1/models, GET",
			"POST, /props, GET", "POST, /metrics, GET", "PUT, /, 'GET,HEAD'", "OPTIONS, /v1/responses/compact, POST",
			"OPTIONS, /v1/responses/input_tokens, POST", "POST, /v1/responses/resp_1, 'GET,DELETE'" })
	void wrongMethodIsToldTheRightOnes(String method, String path, String allowed) {
		HttpResponse<String> answer = this.gateway.send(method, path, "");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(405);
		assertThat(answer.headers().firstValue("allow").orElse("").split(","))
			.containsExactlyInAnyOrder(allowed.split(","));
		JsonNode error = FakeGateway.json(answer).path("error");
		assertThat(error.path("code").asString()).isEqualTo("method_not_allowed");
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.path("message").asString()).contains(method + " " + path);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /api/chat, POST", "POST, /api/tags, GET", "GET, /api/delete, DELETE" })
	void wrongMethodOfOllamaIsToldInItsForm(String method, String path, String allowed) {
		HttpResponse<String> answer = this.gateway.send(method, path, "");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(405);
		assertThat(answer.headers().firstValue("allow")).hasValue(allowed);
		assertThat(FakeGateway.json(answer).path("error").asString()).contains("allowed is " + allowed);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /v2/nothing", "POST, /v2/nothing", "POST, /v1/v1/chat/completions",
			"DELETE, /chat/completions" })
	void unknownPathIsRefusedInOpenAisForm(String method, String path) {
		HttpResponse<String> answer = this.gateway.send(method, path, "");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
		assertThat(FakeGateway.json(answer).at("/error/code").asString()).isEqualTo("unknown_url");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /api/nothing", "POST, /api", "HEAD, /api/blobs/sha256:1" })
	void unknownPathOfOllamaIsRefusedInItsForm(String method, String path) {
		HttpResponse<String> answer = this.gateway.send(method, path, "");
		assertThat(answer.statusCode()).as(answer.body()).isBetween(404, 405);
		if (!method.equals("HEAD")) {
			assertThat(FakeGateway.json(answer).path("error").asString()).contains("There is no route");
		}
	}

}
