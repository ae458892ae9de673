package io.github.shimmy4j.gateway.call;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A gateway before a server that somebody else runs. */
@ExtendWith(SharedGateway.class)
class ExternalServerTests {

	@TempDir
	private Path directory;

	private final Map<String, String> answers = new ConcurrentHashMap<>(Map.of("/health", "{}"));

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		this.asked.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
		byte[] answer = this.answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders((answer.length > 0) ? 200 : 404, (answer.length > 0) ? answer.length : -1);
		exchange.getResponseBody().write(answer);
		exchange.close();
	}

	private FakeGateway gateway(String... properties) {
		return FakeGateway.external(this.directory,
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1"), properties);
	}

	@Test
	void serverThatTellsItsPropertiesIsDescribedByThem() {
		this.answers.put("/props", """
				{"default_generation_settings":{"n_ctx":16384},"total_slots":2,"chat_template":"{{ enable_thinking }}",
				 "chat_template_caps":{"supports_tools":true},"modalities":{"vision":false}}""");
		try (FakeGateway gateway = gateway("shimmy.chat.model=theirs", "shimmy.api-key=secret")) {
			JsonNode model = gateway.document("/v1/models").at("/data/0");
			assertThat(model.path("id").asString()).isEqualTo("theirs");
			assertThat(model.path("context_length").asInt()).isEqualTo(16_384);
			assertThat(model.path("capabilities").toString()).isEqualTo("[\"completion\",\"tools\",\"thinking\"]");
			assertThat(model.has("assumed")).isFalse();
			assertThat(gateway.document("/props").at("/default_generation_settings/n_ctx").asInt()).isEqualTo(16_384);
			JsonNode shown = FakeGateway.json(gateway.post("/api/show", "{\"model\":\"theirs\"}"));
			assertThat(shown.at("/model_info/llama.context_length").asInt()).isEqualTo(16_384);
			assertThat(gateway.document("/api/ps").at("/models/0/context_length").asInt()).isEqualTo(16_384);
			assertThat(this.asked).filteredOn((each) -> each.startsWith("/props"))
				.containsExactly("/props Bearer secret ");
		}
	}

	@Test
	void serverWithoutPropertiesIsDescribedByItsListOfModels() {
		this.answers.put("/v1/models", """
				{"data":[{"id":"other","max_model_len":1024},{"id":"theirs","max_model_len":32768}]}""");
		try (FakeGateway gateway = gateway("shimmy.chat.model=theirs")) {
			JsonNode model = gateway.document("/v1/models").at("/data/0");
			assertThat(model.path("context_length").asInt()).isEqualTo(32_768);
			assertThat(model.path("capabilities").toString()).isEqualTo("[\"completion\",\"tools\"]");
			assertThat(model.path("assumed").asBoolean(false)).isTrue();
		}
	}

	@Test
	void shimmyIsDescribedAsAShimmy() {
		this.answers.put("/health", "{\"service\":\"shimmy\",\"version\":\"1.7.4\"}");
		try (FakeGateway gateway = gateway()) {
			JsonNode model = gateway.document("/v1/models").at("/data/0");
			assertThat(model.path("capabilities").toString()).isEqualTo("[\"completion\"]");
			assertThat(model.path("context_length").asInt()).isEqualTo(4096);
		}
	}

	@Test
	void serverThatDoesNotAnswerIsNotDescribed() {
		this.server.stop(0);
		try (FakeGateway gateway = gateway()) {
			JsonNode model = gateway.document("/v1/models").at("/data/0");
			assertThat(model.path("capabilities").toString()).isEqualTo("[\"completion\"]");
			assertThat(model.path("assumed").asBoolean(false)).isTrue();
		}
	}

	@Test
	void gatewayBeforeAGatewayTellsTheSame(FakeGateway shared) {
		try (FakeGateway behind = FakeGateway.external(this.directory,
				URI.create("http://127.0.0.1:" + shared.port()))) {
			assertThat(behind.document("/v1/models").at("/data/0/context_length"))
				.isEqualTo(shared.document("/v1/models").at("/data/0/context_length"));
		}
	}

	@Test
	void probabilitiesOfATextArePassedBothWays() {
		this.answers.put("/v1/completions",
				"""
						data: {"object":"text_completion","choices":[{"text":" Paris","index":0,"finish_reason":"length","logprobs":\
						{"tokens":[" Paris"],"token_logprobs":[-0.5],"top_logprobs":[{" Paris":-0.5}],"text_offset":[0]}}]}

						data: [DONE]

						""");
		try (FakeGateway gateway = gateway()) {
			HttpResponse<String> answer = gateway.post("/v1/completions", "{\"prompt\":\"France:\",\"logprobs\":2}");
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
			assertThat(FakeGateway.json(answer).at("/choices/0/logprobs/token_logprobs/0").asDouble()).isEqualTo(-0.5);
			assertThat(this.asked).anyMatch((each) -> each.contains("\"logprobs\":2") && !each.contains("echo"));
		}
	}

	@Test
	void embeddingsComeFromTheServersOwnModel() {
		this.answers.put("/v1/embeddings", """
				{"object":"list","model":"theirs-embed","data":[{"object":"embedding","index":0,"embedding":[0.5,0.5]}],
				 "usage":{"prompt_tokens":3,"total_tokens":3}}""");
		try (FakeGateway gateway = gateway("shimmy.embedding.model=theirs-embed")) {
			HttpResponse<String> answer = gateway.post("/v1/embeddings",
					"{\"model\":\"theirs-embed\",\"input\":\"one two three\"}");
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
			JsonNode json = FakeGateway.json(answer);
			assertThat(json.at("/data/0/embedding/1").asDouble()).isEqualTo(0.5);
			assertThat(json.path("model").asString()).isEqualTo("theirs-embed");
			assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
			assertThat(this.asked).anyMatch((each) -> each.startsWith("/v1/embeddings")
					&& each.contains("\"model\":\"theirs-embed\"") && each.contains("one two three"));
			JsonNode ollama = FakeGateway
				.json(gateway.post("/api/embed", "{\"model\":\"theirs-embed:latest\",\"input\":[\"one\"]}"));
			assertThat(ollama.at("/embeddings/0/0").asDouble()).as(ollama.toString()).isPositive();
			HttpResponse<String> unknown = gateway.post("/v1/embeddings", "{\"model\":\"x\",\"input\":\"a\"}");
			assertThat(unknown.statusCode()).isEqualTo(404);
			assertThat(unknown.body()).contains("theirs-embed");
			assertThat(gateway.document("/v1/status").path("embeddingModel").asString()).isEqualTo("theirs-embed");
		}
	}

	@Test
	void failureOfTheEmbeddingServerHasAStatus() {
		try (FakeGateway gateway = gateway("shimmy.embedding.model=theirs-embed")) {
			HttpResponse<String> refused = gateway.post("/v1/embeddings", "{\"input\":\"a\"}");
			assertThat(refused.statusCode()).as(refused.body()).isBetween(400, 599);
			assertThat(FakeGateway.json(refused).at("/error/code").asString()).isNotEmpty();
		}
	}

}
