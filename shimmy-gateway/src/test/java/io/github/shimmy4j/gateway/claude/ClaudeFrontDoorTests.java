package io.github.shimmy4j.gateway.claude;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import io.github.shimmy4j.gateway.key.KeyLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refusals before a route is reached have Claude's form on all its paths. Before: those
 * of the list of models had OpenAI's.
 */
@ExtendWith(SharedGateway.class)
class ClaudeFrontDoorTests {

	private static final String HELLO = ClaudeRoutesTests.body(ClaudeRoutesTests.user("Hello"));

	private final FakeGateway gateway;

	ClaudeFrontDoorTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	/** All of Claude's paths, with the headers that its programs send. */
	private List<HttpResponse<String>> refused(String... headers) {
		List<String> all = new ArrayList<>(List.of(headers));
		all.addAll(List.of("anthropic-version", "2023-06-01"));
		String[] sent = all.toArray(String[]::new);
		return List.of(this.gateway.post("/v1/messages?beta=true", HELLO, sent),
				this.gateway.post("/v1/messages/count_tokens", HELLO, sent), this.gateway.get("/v1/models", sent),
				this.gateway.get("/v1/models/" + FakeGateway.MODEL, sent));
	}

	private static void assertRefused(HttpResponse<String> refused, int status, String type, String words) {
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
		JsonNode error = FakeGateway.json(refused);
		assertThat(error.path("type").asString()).as(refused.body()).isEqualTo("error");
		assertThat(error.at("/error/type").asString()).isEqualTo(type);
		assertThat(error.at("/error/message").asString()).contains(words);
	}

	@Test
	void unknownKeyIsRefused() {
		this.gateway.createKey("editor");
		assertThat(refused("x-api-key", "sk-any"))
			.allSatisfy((refused) -> assertRefused(refused, 401, "authentication_error", "no valid API key"));
	}

	@Test
	void webPageIsRefused() {
		assertThat(refused("Origin", "https://evil.example"))
			.allSatisfy((refused) -> assertRefused(refused, 403, "permission_error", "shimmy.gateway.web.origins"));
	}

	@Test
	void keyOfAnotherModelIsRefused() {
		String key = this.gateway.keys().create("narrow", new KeyLimits(0, 0, List.of("another"))).secret().reveal();
		assertRefused(this.gateway.post("/v1/messages", HELLO, "x-api-key", key), 403, "permission_error", "another");
	}

	@Test
	void tooManyRequestsOfAKeyAreToldWhenToComeAgain() {
		String key = this.gateway.keys().create("slow", new KeyLimits(0, 1, List.of())).secret().reveal();
		assertThat(this.gateway.post("/v1/messages", HELLO, "x-api-key", key).statusCode()).isEqualTo(200);
		HttpResponse<String> refused = this.gateway.post("/v1/messages", HELLO, "x-api-key", key);
		assertRefused(refused, 429, "rate_limit_error", "");
		assertThat(refused.headers().firstValue("retry-after")).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/messages", "/v1/messages/count_tokens" })
	void bodyIsRefusedByItsSizeAndItsEncoding(String path) {
		String large = "a".repeat(33 * 1024 * 1024);
		assertRefused(this.gateway.post(path, large), 413, "request_too_large", "33,554,432 bytes");
		assertRefused(this.gateway.post(path, HELLO, "Content-Encoding", "br"), 400, "invalid_request_error",
				"gzip, deflate, zstd");
		assertRefused(this.gateway.post(path, HELLO, "Content-Encoding", "gzip"), 400, "invalid_request_error", "gzip");
		assertThat(this.gateway.post(path, HELLO, "Content-Type", "text/plain").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /v1/messages, 405, POST", "GET, /v1/messages/count_tokens, 405, POST",
			"PUT, /v1/models, 405, GET", "DELETE, /v1/models/any, 405, GET", "POST, /v1/messages/batches, 400, route" })
	void wrongRouteIsRefused(String method, String path, int status, String words) {
		assertRefused(this.gateway.send(method, path, "", "anthropic-version", "2023-06-01"), status,
				"invalid_request_error", words);
	}

	@Test
	void listOfModelsWithoutTheHeaderKeepsOpenAisForm() {
		assertThat(FakeGateway.json(this.gateway.send("PUT", "/v1/models", "")).at("/error/code").asString())
			.isEqualTo("method_not_allowed");
	}

	private HttpResponse<String> models(String query) {
		return this.gateway.get("/v1/models?" + query, "anthropic-version", "2023-06-01");
	}

	@ParameterizedTest
	@ValueSource(strings = { "limit=0", "limit=1001", "limit=-1", "limit=", "limit=many", "limit=99999999999",
			"after_id=gpt-5", "before_id=gpt-5", "before_id=", "after_id=qwen-local&before_id=qwen-local" })
	void wrongPageOfTheModelsIsRefusedByTheNameOfTheParameter(String query) {
		assertRefused(models(query), 400, "invalid_request_error",
				query.contains("&") ? "before_id" : query.split("=")[0]);
	}

	@Test
	void pageOfTheModelsGoesForwardsAndBackwards() {
		JsonNode all = FakeGateway.json(models("limit=1000")).path("data");
		assertThat(all.size()).isEqualTo(3);
		JsonNode last = FakeGateway.json(models("limit=1&after_id=" + all.get(1).path("id").asString()));
		assertThat(last.path("last_id").asString()).isEqualTo(all.get(2).path("id").asString());
		assertThat(last.path("has_more").asBoolean(true)).isFalse();
		JsonNode before = FakeGateway.json(models("limit=1&before_id=" + all.get(2).path("id").asString()));
		assertThat(before.path("first_id").asString()).isEqualTo(all.get(1).path("id").asString());
		assertThat(before.path("has_more").asBoolean(false)).isTrue();
		assertThat(FakeGateway.json(models("before_id=" + all.get(0).path("id").asString())).path("data").isEmpty())
			.isTrue();
	}

	@Test
	void conversationThatEndsWithAnAnswerIsCounted() {
		String question = ClaudeRoutesTests.user("Hello");
		JsonNode before = count(question);
		JsonNode after = count(question + ",{'role':'assistant','content':'Good morning to you'}");
		assertThat(after.path("input_tokens").asInt()).as(after.toString())
			.isBetween(before.path("input_tokens").asInt() + 3, before.path("input_tokens").asInt() + 30);
	}

	private JsonNode count(String messages) {
		return FakeGateway.json(this.gateway.post("/v1/messages/count_tokens", ClaudeRoutesTests.body(messages)));
	}

	@Test
	void attributionAloneIsNoConversation() {
		for (String path : List.of("/v1/messages", "/v1/messages/count_tokens")) {
			assertRefused(
					this.gateway.post(path,
							ClaudeRoutesTests.body("{'role':'system','content':'x-anthropic-billing-header: cch=1;'}")),
					400, "invalid_request_error", "messages");
		}
	}

}
