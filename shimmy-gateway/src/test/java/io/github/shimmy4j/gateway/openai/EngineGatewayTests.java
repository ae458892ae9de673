package io.github.shimmy4j.gateway.openai;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The gateway on the embedded engine, which answers by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineGatewayTests {

	private static final String QUESTION = "What is the capital of France?";

	@TempDir
	static Path directory;

	private FakeGateway gateway;

	@BeforeAll
	void start() {
		this.gateway = FakeGateway.onEngine(directory);
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void questionIsAnsweredInBothProtocols() {
		JsonNode answer = FakeGateway.json(this.gateway.chat(QUESTION, "\"temperature\":0", "\"max_tokens\":20"));
		assertThat(answer.at("/choices/0/message/content").asString()).as(answer.toString()).contains("Paris");
		JsonNode ollama = FakeGateway.json(this.gateway.post("/api/generate",
				"{\"model\":\"qwen-local\",\"prompt\":\"%s\",\"stream\":false,\"options\":{\"temperature\":0}}"
					.formatted(QUESTION)));
		assertThat(ollama.path("response").asString()).as(ollama.toString()).contains("Paris");
	}

	@Test
	void textIsContinuedWholeAndStreamed() {
		JsonNode whole = FakeGateway.json(this.gateway.post("/v1/completions",
				"{\"prompt\":\"The capital of France is\",\"max_tokens\":3,\"temperature\":0}"));
		assertThat(whole.path("object").asString()).as(whole.toString()).isEqualTo("text_completion");
		assertThat(whole.at("/choices/0/text").asString()).contains("Paris");
		assertThat(whole.at("/usage/completion_tokens").asInt()).isEqualTo(3);
		String events = this.gateway
			.post("/v1/completions", "{\"prompt\":[\"The capital of France is\"],\"max_tokens\":3,\"stream\":true}")
			.body();
		assertThat(events).contains("\"text\":").endsWith("data: [DONE]\n\n").doesNotContain("\"choices\":[]");
	}

	@Test
	void echoBeginsTheAnswerWithThePromptOnce() {
		String body = "{\"prompt\":\"The capital of France is\",\"max_tokens\":3,\"temperature\":0,\"echo\":true%s}";
		String text = FakeGateway.json(this.gateway.post("/v1/completions", body.formatted("")))
			.at("/choices/0/text")
			.asString();
		assertThat(text).startsWith("The capital of France is").contains("Paris").doesNotContain("is The");
		String streamed = this.gateway.post("/v1/completions", body.formatted(",\"stream\":true"))
			.body()
			.lines()
			.filter((line) -> line.startsWith("data: {"))
			.map((line) -> JsonMapper.shared().readTree(line.substring("data: ".length())))
			.map((event) -> event.at("/choices/0/text").asString(""))
			.reduce("", String::concat);
		assertThat(streamed).isEqualTo(text);
	}

	@Test
	void forcedToolIsCalledWithArgumentsThatFitItsSchema() {
		String tools = """
				"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object",\
				"properties":{"city":{"type":"string","enum":["Paris","Rome"]}},"required":["city"]}}}],\
				"tool_choice":"required","parallel_tool_calls":false,"max_tokens":100""".replace("\\\n", "");
		JsonNode answer = FakeGateway.json(this.gateway.chat("What is the weather in Paris?", tools));
		JsonNode call = answer.at("/choices/0/message/tool_calls/0");
		assertThat(call.at("/function/name").asString()).as(answer.toString()).isEqualTo("weather");
		assertThat(call.at("/function/arguments").asString()).contains("\"city\"");
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
	}

	@Test
	void promptOverTheContextIsRefusedInOpenAisForm() {
		HttpResponse<String> refused = this.gateway.chat("word ".repeat(20_000));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/code").asString()).isEqualTo("context_length_exceeded");
	}

	@Test
	void refusalOfTheServerIsToldInItsOwnWords() {
		HttpResponse<String> refused = this.gateway.chat(QUESTION, "\"temperature\":9");
		assertThat(FakeGateway.json(refused).at("/error/param").asString()).isEqualTo("temperature");
		String words = FakeGateway.json(refused).at("/error/message").asString();
		refused = this.gateway.post("/api/generate",
				"{\"model\":\"qwen-local\",\"prompt\":\"Hello\",\"options\":{\"temperature\":9}}");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).path("error").asString()).isEqualTo(words);
	}

	@Test
	void clientThatLeavesFreesItsSlot() throws Exception {
		try (Socket client = this.gateway.ask("Write a very long story.", "\"stream\":true")) {
			assertThat(client.getInputStream().readNBytes(12)).asString(StandardCharsets.US_ASCII)
				.isEqualTo("HTTP/1.1 200");
		}
		this.gateway.awaitInFlight(0);
	}

	@Test
	void embeddingsWithoutAnEmbeddingModelAreRefusedWithTheRemedy() {
		HttpResponse<String> refused = this.gateway.post("/v1/embeddings", "{\"input\":\"a\"}");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.body()).contains("shimmy.embedding.model");
	}

}
