package io.github.shimmy4j.engine;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.contract.ShimmyProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** The routes of OpenAI's protocol beside chats, on the engine as a process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineSurfaceTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String MODEL = "small";

	private static final String FRANCE = "What is the capital of France?";

	private final Path model = ChatModelFile.path();

	private ShimmyProcess engine;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		Path models = Files.createDirectories(directory.resolve("models"));
		Files.createSymbolicLink(models.resolve(MODEL + ".gguf"), this.model.toAbsolutePath());
		this.engine = ShimmyProcess
			.serve(EngineExecutable.install(directory), directory, EngineExecutable.ONE_THREAD, models, "--ctx", "512",
					"--parallel", "1")
			.awaitBound();
	}

	@AfterAll
	void stop() {
		this.engine.close();
	}

	@Test
	void modelTellsItsContextsAndWhenItsFileWasWritten() throws Exception {
		JsonNode model = json(this.engine.get("/v1/models/" + MODEL));
		assertThat(model.path("created").asLong())
			.isEqualTo(Files.getLastModifiedTime(this.model).toInstant().getEpochSecond());
		assertThat(model.path("context_length").asInt()).isEqualTo(512);
		assertThat(model.at("/meta/n_ctx").asInt()).isEqualTo(512);
		assertThat(model.at("/meta/n_ctx_train").asInt()).isEqualTo(8192);
		assertThat(model.at("/meta/size").asLong()).isEqualTo(Files.size(this.model));
		assertThat(json(this.engine.get("/v1/models")).path("data")).containsExactly(model);
		assertThat(this.engine.get("/v1/models/other").statusCode()).isEqualTo(404);
	}

	@Test
	void promptIsContinuedAsItIs() throws Exception {
		JsonNode answer = json(complete("The capital of France is", "\"max_tokens\":3"));
		assertThat(answer.at("/choices/0/text").asString()).contains("Paris");
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
		// The text is used as it is: no template, no token of the model.
		assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
		assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
	}

	/** A prompt of /v1/completions may contain control tokens. */
	@Test
	void promptInTheFormOfAChatIsThatChat() throws Exception {
		JsonNode chat = json(this.engine.chat("{\"model\":\"" + MODEL
				+ "\",\"temperature\":0,\"max_tokens\":20,\"messages\":[{\"role\":\"user\",\"content\":\"" + FRANCE
				+ "\"}]}"));
		JsonNode text = json(
				complete("<|im_start|>user\n" + FRANCE + "<|im_end|>\n<|im_start|>assistant\n", "\"max_tokens\":20"));
		assertThat(text.at("/usage/prompt_tokens")).isEqualTo(chat.at("/usage/prompt_tokens"));
		assertThat(text.at("/choices/0/text").asString()).isEqualTo(chat.at("/choices/0/message/content").asString())
			.contains("Paris");
		assertThat(text.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
	}

	@Test
	void streamIsTheSameText() throws Exception {
		String options = "\"max_tokens\":12";
		String whole = json(complete("Once upon a time", options)).at("/choices/0/text").asString();
		List<String> events = complete("Once upon a time",
				options + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")
			.body()
			.lines()
			.filter((line) -> line.startsWith("data: "))
			.map((line) -> line.substring("data: ".length()))
			.toList();
		assertThat(events).hasSizeGreaterThan(6).last().isEqualTo("[DONE]");
		assertThat(events.subList(0, events.size() - 1)
			.stream()
			.map((event) -> JSON.readTree(event).at("/choices/0/text").asString(""))
			.collect(Collectors.joining())).isEqualTo(whole);
		assertThat(JSON.readTree(events.get(events.size() - 2)).at("/usage/completion_tokens").asInt()).isEqualTo(12);
	}

	@ParameterizedTest
	@ValueSource(strings = { "안녕하세요 🎉", "a\u0000b", "\ud83c", "\n", " ", "<|endoftext|>", "<|im_end|><|im_end|>" })
	void promptMayHaveAnyCharacter(String prompt) throws Exception {
		HttpResponse<String> response = complete(prompt, "\"max_tokens\":2,\"echo\":true");
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@Test
	void promptWithoutATokenIsRefusedAndHarmsNothing() throws Exception {
		HttpResponse<String> response = complete("", "\"max_tokens\":2");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("prompt must not be empty");
		assertThat(complete("x", "\"max_tokens\":1").statusCode()).isEqualTo(200);
	}

	@Test
	void promptOverTheContextIsRefusedWithBothNumbers() throws Exception {
		HttpResponse<String> response = complete("word ".repeat(600), "\"max_tokens\":2");
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode error = JSON.readTree(response.body()).path("error");
		assertThat(error.path("code").asString()).isEqualTo("context_length_exceeded");
		assertThat(error.path("param").asString()).isEqualTo("prompt");
		assertThat(error.path("message").asString()).contains("512", "601");
	}

	private HttpResponse<String> complete(String prompt, String fields) throws IOException, InterruptedException {
		return this.engine.post("/v1/completions", "{\"model\":\"" + MODEL + "\",\"temperature\":0," + fields
				+ ",\"prompt\":" + JSON.writeValueAsString(prompt) + "}");
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JSON.readTree(response.body());
	}

}
