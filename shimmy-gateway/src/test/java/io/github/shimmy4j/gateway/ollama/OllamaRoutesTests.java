package io.github.shimmy4j.gateway.ollama;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Ollama's routes, on a server that streams. */
@ExtendWith(SharedGateway.class)
class OllamaRoutesTests {

	private static final String CHAT = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]%s}";

	private final FakeGateway gateway;

	OllamaRoutesTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	private HttpResponse<String> chat(String model, String more) {
		return this.gateway.post("/api/chat", CHAT.formatted(model, more));
	}

	@Test
	void chatIsAnsweredLineByLineByDefault() {
		HttpResponse<String> answer = chat(FakeGateway.MODEL, ",\"tools\":[],\"keep_alive\":\"5m\"");
		assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-ndjson");
		List<JsonNode> lines = answer.body().lines().map((line) -> JsonMapper.shared().readTree(line)).toList();
		assertThat(lines).hasSizeGreaterThan(2);
		assertThat(lines.subList(0, lines.size() - 1)).allSatisfy((line) -> {
			assertThat(line.path("done").asBoolean(true)).isFalse();
			assertThat(line.at("/message/role").asString()).isEqualTo("assistant");
		});
		JsonNode last = lines.get(lines.size() - 1);
		assertThat(last.path("done").asBoolean(false)).isTrue();
		assertThat(last.path("done_reason").asString()).isEqualTo("stop");
		assertThat(last.path("eval_count").asInt()).isPositive();
		assertThat(last.path("total_duration").asLong()).isPositive();
	}

	@Test
	void chatIsAnsweredAsOneDocumentOnRequest() {
		JsonNode answer = FakeGateway.json(chat("qwen-local:latest", ",\"stream\":false"));
		assertThat(answer.at("/message/content").asString()).as(answer.toString()).isNotEmpty();
		assertThat(answer.path("model").asString()).isEqualTo("qwen-local:latest");
	}

	@Test
	void promptIsAnsweredAsAChat() {
		JsonNode answer = FakeGateway.json(this.gateway.post("/api/generate",
				"{\"model\":\"%s\",\"prompt\":\"Hello\",\"system\":\"Be brief.\",\"stream\":false}"
					.formatted(FakeGateway.MODEL)));
		assertThat(answer.path("response").asString()).as(answer.toString()).isNotEmpty();
		assertThat(this.gateway.lastRequest().toString()).contains("Be brief.");
	}

	@Test
	void optionsReachTheServerInItsWords() {
		chat(FakeGateway.MODEL, ",\"options\":{\"num_predict\":7,\"top_k\":3,\"stop\":[\"x\"]}");
		JsonNode sent = this.gateway.lastRequest();
		assertThat(sent.toString()).contains("\"max_tokens\":7").contains("\"top_k\":3").contains("\"stop\":[\"x\"]");
	}

	@Test
	void modelIsDescribedWithItsContextAndAbilities() {
		JsonNode tags = FakeGateway.json(this.gateway.get("/api/tags"));
		assertThat(tags.at("/models/0/name").asString()).isEqualTo(FakeGateway.MODEL);
		assertThat(tags.at("/models/0").propertyNames()).contains("size", "digest", "modified_at", "details");
		JsonNode shown = FakeGateway
			.json(this.gateway.post("/api/show", "{\"model\":\"%s\"}".formatted(FakeGateway.MODEL)));
		String architecture = shown.at("/model_info/general.architecture").asString();
		assertThat(shown.at("/model_info/" + architecture + ".context_length").asInt()).isPositive();
		assertThat(shown.path("capabilities").toString()).contains("completion");
		assertThat(FakeGateway.json(this.gateway.get("/api/ps")).at("/models/0/context_length").asInt()).isPositive();
		assertThat(FakeGateway.json(this.gateway.get("/api/version")).path("version").asString())
			.matches("\\d+\\.\\d+\\.\\d+");
		assertThat(this.gateway.post("/api/pull", "{\"model\":\"qwen-local\"}").body())
			.endsWith("{\"status\":\"success\"}\n");
	}

	@Test
	void fileOutsideTheModelsDirectoryIsDescribedByItsHeader() throws IOException {
		JsonNode model = this.gateway.document("/api/tags").at("/models/0");
		Path file = Path.of(this.gateway.context().getEnvironment().getRequiredProperty("shimmy.model"));
		assertThat(model.path("size").asLong()).isEqualTo(Files.size(file));
		assertThat(model.path("digest").asString()).matches("[0-9a-f]{64}");
		assertThat(model.path("digest")).isEqualTo(this.gateway.document("/api/ps").at("/models/0/digest"));
		assertThat(model.path("modified_at").asString())
			.isEqualTo(Files.getLastModifiedTime(file).toInstant().toString());
		assertThat(model.at("/details/family").asString()).isEqualTo("llama");
		assertThat(model.at("/details/parameter_size").asString()).isNotEmpty();
		assertThat(model.at("/details/quantization_level").asString()).isNotEmpty();
	}

	@Test
	void emptyChatLoadsTheModel() {
		JsonNode answer = FakeGateway
			.json(this.gateway.post("/api/chat", "{\"model\":\"qwen-local\",\"messages\":[]}"));
		assertThat(answer.path("done_reason").asString()).isEqualTo("load");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "/api/chat     | {                                         | 400 | is not JSON",
					"/api/chat     | {\"messages\":[]}                         | 400 | model",
					"/api/chat     | {\"model\":\"other\",\"messages\":[]}     | 404 | no model 'other'",
					"/api/generate | {\"model\":\"qwen-local\",\"prompt\":\"a\",\"raw\":true} | 400 | raw",
					"/api/embed    | {\"model\":\"qwen-local\",\"input\":\"a\"} | 400 | shimmy.embedding.model",
					"/api/create   | {}                                        | 400 | not supported",
					"/api/pull     | {\"model\":\"llama3\"}                    | 404 | no model 'llama3'" })
	void refusalIsOneText(String path, String body, int status, String words) {
		HttpResponse<String> answer = this.gateway.post(path, body);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		assertThat(FakeGateway.json(answer).path("error").asString()).contains(words);
	}

	@Test
	void unknownPathAndMethodAreOneText() {
		HttpResponse<String> answer = this.gateway.get("/api/nothing");
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(FakeGateway.json(answer).path("error").asString()).contains("no route GET /api/nothing");
		answer = this.gateway.get("/api/chat");
		assertThat(answer.statusCode()).isEqualTo(405);
		assertThat(FakeGateway.json(answer).path("error").asString()).contains("allowed is POST");
	}

	@Test
	void answerThatBreaksOffEndsWithALineThatSaysSo() {
		this.gateway.faults("cut-stream");
		String body = chat(FakeGateway.MODEL, "").body();
		assertThat(body.lines().reduce((before, line) -> line).orElseThrow()).startsWith("{\"error\":");
	}

}
