package io.github.shimmy4j.gateway.openai;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** OpenAI's chat route, on a server that streams. */
@ExtendWith(SharedGateway.class)
class OpenAiChatTests {

	private static final String STREAM = "\"stream\":true";

	private final FakeGateway gateway;

	OpenAiChatTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	@Test
	void answerIsOneDocumentByDefault() {
		HttpResponse<String> answer = this.gateway.chat("Hello");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		JsonNode json = FakeGateway.json(answer);
		assertThat(json.path("object").asString()).isEqualTo("chat.completion");
		assertThat(json.path("model").asString()).isEqualTo(FakeGateway.MODEL);
		assertThat(json.at("/choices/0/message/content").asString()).isNotEmpty();
		assertThat(json.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(json.at("/usage/completion_tokens").asInt()).isPositive();
		assertThat(json.at("/choices/0").propertyNames()).contains("logprobs");
		assertThat(json.at("/choices/0/message").propertyNames()).contains("refusal");
		assertThat(json.propertyNames()).contains("system_fingerprint");
	}

	@Test
	void streamedAnswerHasOneIdAndEndsWithDone() {
		HttpResponse<String> answer = this.gateway.chat("Hello", STREAM);
		assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
		assertThat(answer.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"usage\":{");
		assertThat(answer.body()
			.lines()
			.filter((line) -> line.startsWith("data: {"))
			.map((line) -> line.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1"))
			.distinct()).hasSize(1);
	}

	@Test
	void usageComesInAChunkOfItsOwnWhereItIsAskedFor() {
		String body = this.gateway.chat("Hello", STREAM, "\"stream_options\":{\"include_usage\":true}").body();
		assertThat(body).contains("\"choices\":[]").contains("\"usage\":{");
	}

	@Test
	void aliasMeansTheServedModelAndIsNamedInTheAnswer() {
		JsonNode json = FakeGateway.json(this.gateway.chat("Hello", "\"model\":\"qwen-local\""));
		assertThat(json.path("model").asString()).isEqualTo("qwen-local");
	}

	@Test
	void idOfTheLaunchNeverLeavesTheGateway() {
		String wire = this.gateway.sidecar().endpoint().wireModel();
		assertThat(wire).isNotEqualTo(FakeGateway.MODEL);
		assertThat(this.gateway.chat("say " + wire, STREAM).body()).doesNotContain(wire);
		assertThat(this.gateway.get("/v1/models").body()).doesNotContain(wire);
	}

	@Test
	void headersOfTheCallerDoNotReachTheServer() {
		this.gateway.post("/v1/chat/completions", FakeGateway.body("Mine"), "Authorization", "Bearer mine", "Cookie",
				"a=mine", "X-Mine", "mine");
		assertThat(this.gateway.lastRequest().path("headers").toString()).doesNotContainIgnoringCase("mine");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"{                                                 | 400 | null           | is not JSON",
			"[]                                                | 400 | null           | is not a JSON object",
			"{}                                                | 400 | messages       | messages is missing",
			"{\"messages\":[]}                                 | 400 | messages       | at least one object",
			"{\"messages\":[{}]}                               | 400 | messages[0].role | is missing",
			"{\"messages\":[{\"role\":\"user\"}],\"stream\":1} | 400 | stream         | true or false",
			"{\"messages\":[{\"role\":\"user\"}],\"max_tokens\":0}    | 400 | max_tokens | 1 or more",
			"{\"messages\":[{\"role\":\"user\"}],\"functions\":[{}]}  | 400 | functions  | use tools",
			"{\"messages\":[{\"role\":\"nobody\"}]}             | 400 | messages[0].role | one of system",
			"{\"messages\":[{\"role\":\"user\"}],\"n\":0}      | 400 | n              | at least 1",
			"{\"messages\":[{\"role\":\"user\"}],\"tools\":[],\"tool_choice\":\"required\"} | 400 | tool_choice | no tools",
			"{\"messages\":[{\"role\":\"user\"}],\"n\":2}      | 400 | n              | several choices",
			"{\"messages\":[{\"role\":\"user\"}],\"model\":\"gpt\"}   | 404 | model      | served are: Tiny-Llama" })
	void wrongRequestIsRefusedWithItsField(String body, int status, String param, String words) {
		HttpResponse<String> answer = this.gateway.post("/v1/chat/completions", body);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		JsonNode error = FakeGateway.json(answer).path("error");
		assertThat(error.path("param").asString("null")).isEqualTo(param);
		assertThat(error.path("message").asString()).contains(words);
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
	}

	@Test
	void clientThatLeavesAStreamEndsItsGeneration() throws Exception {
		this.gateway.faults("token-delay=200ms");
		try (Socket client = this.gateway.ask("Leaving", STREAM)) {
			assertThat(client.getInputStream().readNBytes(12)).asString(StandardCharsets.US_ASCII)
				.isEqualTo("HTTP/1.1 200");
			this.gateway.awaitInFlight(1);
		}
		this.gateway.awaitInFlight(0);
	}

	@Test
	void clientThatLeavesBeforeTheAnswerEndsItsGeneration() throws Exception {
		this.gateway.faults("reading-takes=2s");
		try (Socket client = this.gateway.ask("Leaving early")) {
			this.gateway.awaitInFlight(1);
		}
		this.gateway.awaitInFlight(0);
	}

	@Test
	void modelsTellTheirContextAndAbilities() {
		JsonNode list = FakeGateway.json(this.gateway.get("/v1/models"));
		assertThat(list.at("/data/0/id").asString()).isEqualTo(FakeGateway.MODEL);
		assertThat(list.at("/data/0/context_length").asInt()).isPositive();
		assertThat(list.at("/data/1/id").asString()).isEqualTo("qwen-local");
		assertThat(FakeGateway.json(this.gateway.get("/v1/models/qwen-local"))).isEqualTo(list.at("/data/1"));
		assertThat(this.gateway.get("/v1/models/other").statusCode()).isEqualTo(404);
		assertThat(FakeGateway.json(this.gateway.get("/props")).at("/default_generation_settings/n_ctx").asInt())
			.isEqualTo(list.at("/data/0/context_length").asInt());
	}

	@Test
	void bodyOverTheLimitIsRefused() {
		String large = FakeGateway.body("x".repeat(33 * 1024 * 1024));
		assertThat(this.gateway.post("/v1/chat/completions", large).statusCode()).isEqualTo(413);
	}

}
