package io.github.shimmy4j.contract;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.fake.TestProjector;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Embeddings, thinking and projectors on {@code llama-server}. */
public abstract class LlamaServerModalityContractTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String THOUGHT = "{\"messages\":[{\"role\":\"user\",\"content\":\"Repeat after me: <think> 2+2 is "
			+ "</think> Four\"}],\"temperature\":0,\"max_tokens\":3";

	@TempDir
	private Path directory;

	/** The server under test. */
	protected abstract Path executable();

	/** A model for chats that it can run. */
	protected abstract Path modelFile();

	/** Arguments for a model whose template has the switch {@code enable_thinking}. */
	protected abstract List<String> thinkingModel(Path directory) throws IOException;

	@Test
	void serverForChatsMakesNoEmbeddings() throws Exception {
		try (ShimmyProcess server = ready(model())) {
			assertError(embeddings(server, "{\"input\":\"Hi\"}"), 501, "not_supported_error", "`--embeddings`");
		}
	}

	@Test
	void modelForChatsMustBeToldHowToPool() throws Exception {
		try (ShimmyProcess server = ready(model(), "--embeddings")) {
			assertError(embeddings(server, "{\"input\":\"Hi\"}"), 400, "invalid_request_error",
					"Pooling type 'none' is not OAI compatible. Please use a different pooling type");
		}
	}

	@Test
	void embeddingsHaveAnIndexAndAUsageAndFitIntoABatch() throws Exception {
		try (ShimmyProcess server = ready(model(), "--embeddings", "--pooling", "mean", "-c", "2048", "-np", "2",
				"--batch-size", "600", "--ubatch-size", "600")) {
			JsonNode two = JSON
				.readTree(embeddings(server, "{\"model\":\"any\",\"input\":[\"Hi\",\"You there\"]}").body());
			assertThat(two.path("model").asString()).isEqualTo("any");
			assertThat(two.at("/data/1/index").asInt()).isOne();
			assertThat(two.at("/data/1/embedding/0").isNumber()).isTrue();
			assertThat(two.at("/data/0/embedding").size()).isEqualTo(two.at("/data/1/embedding").size());
			assertThat(two.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
			String base64 = "{\"input\":\"Hi\",\"encoding_format\":\"base64\",\"dimensions\":3}";
			assertThat(JSON.readTree(embeddings(server, base64).body()).at("/data/0/embedding").asString())
				.as("all dimensions, of 4 bytes each")
				.hasSizeGreaterThanOrEqualTo(two.at("/data/0/embedding").size() * Float.BYTES * 4 / 3);
			assertError(embeddings(server, "{\"input\":[]}"), 500, "server_error", "\"prompt\" must not be empty");
			assertError(embeddings(server, "{\"input\":\"\"}"), 400, "invalid_request_error",
					"Input content cannot be empty");
			assertError(embeddings(server, "{\"input\":\"" + "word ".repeat(700) + "\"}"), 500, "server_error",
					"is too large to process. increase the physical batch size (current batch size: 600)");
		}
	}

	@Test
	void thinkingHasAFieldOfItsOwnAndASwitch() throws Exception {
		try (ShimmyProcess server = ready(thinkingModel(this.directory))) {
			JsonNode thinking = message(server, "");
			assertThat(thinking.path("reasoning_content").asString()).isNotBlank();
			assertThat(thinking.path("content").asString()).isEmpty();
			assertThat(server.chat(THOUGHT + ",\"stream\":true}").body())
				.contains("\"delta\":{\"reasoning_content\":\"");
			assertThat(
					message(server, ",\"chat_template_kwargs\":{\"enable_thinking\":false}").has("reasoning_content"))
				.isFalse();
			assertError(server.chat(THOUGHT + ",\"chat_template_kwargs\":{\"enable_thinking\":\"no\"}}"), 400,
					"invalid_request_error", "invalid type for \"enable_thinking\" (expected boolean, got string)");
		}
	}

	private static JsonNode message(ShimmyProcess server, String more) throws IOException, InterruptedException {
		return JSON.readTree(server.chat(THOUGHT + more + "}").body()).at("/choices/0/message");
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void serverTellsWhetherItSees(boolean sees) throws Exception {
		Path projector = TestProjector.write(this.directory.resolve("eyes.gguf"), 576);
		try (ShimmyProcess server = sees ? ready(model(), "--mmproj", projector.toString()) : ready(model())) {
			assertThat(JSON.readTree(server.get("/props").body()).at("/modalities/vision").asBoolean()).isEqualTo(sees);
		}
	}

	/** It may lose its last lines, so the reason is not asked for here. */
	@Test
	void fileThatIsNoProjectorEndsTheProcess() throws Exception {
		try (ShimmyProcess server = ShimmyProcess.run(executable(), this.directory, Map.of(), "-m",
				modelFile().toString(), "-c", "512", "--mmproj", modelFile().toString(), "--port",
				String.valueOf(FreePorts.range(1)))) {
			assertThat(server.awaitExit()).isEqualTo(1);
		}
	}

	private static HttpResponse<String> embeddings(ShimmyProcess server, String body)
			throws IOException, InterruptedException {
		return server.post("/v1/embeddings", body);
	}

	private static void assertError(HttpResponse<String> response, int status, String type, String words) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		JsonNode error = JSON.readTree(response.body()).path("error");
		assertThat(error.path("type").asString()).isEqualTo(type);
		assertThat(error.path("message").asString()).contains(words);
		assertThat(error.path("code").asInt()).isEqualTo(status);
	}

	private List<String> model() {
		return List.of("-m", modelFile().toString());
	}

	private ShimmyProcess ready(List<String> model, String... arguments) throws IOException {
		int port = FreePorts.range(1);
		List<String> all = new ArrayList<>(List.of("--host", "127.0.0.1", "--port", String.valueOf(port), "-c", "512",
				"-np", "1", "--offline", "--cache-ram", "0"));
		all.addAll(model);
		all.addAll(List.of(arguments));
		ShimmyProcess server = ShimmyProcess.start(executable(), this.directory, Map.of(), port,
				all.toArray(String[]::new));
		ServerContractTests.awaitReady(server);
		return server;
	}

}
