package io.github.shimmy4j.engine;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.shimmy4j.contract.ShimmyContractTests;
import io.github.shimmy4j.contract.ShimmyProcess;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine as a process: the contract of every shimmy, and the features of the engine.
 */
class EmbeddedEngineContractTests extends ShimmyContractTests {

	/** Of a question whose answer is compared. */
	private static final String GREEDY = "\"temperature\":0,";

	@TempDir
	static Path installation;

	private final Path model = ChatModelFile.path();

	@Override
	protected Path executable() {
		Path file = installation.resolve("shimmy");
		return Files.exists(file) ? file : EngineExecutable.install(installation);
	}

	@Override
	protected Path modelFile() {
		return this.model;
	}

	@Override
	protected String version() {
		return EngineMain.version();
	}

	@Override
	protected Map<String, String> environment() {
		return EngineExecutable.ONE_THREAD;
	}

	/** That of OpenAI, which client libraries know. */
	@Override
	protected int unreadableStatus() {
		return 400;
	}

	@Test
	void absentStreamMeansOneAnswer() throws Exception {
		JsonNode answer = json(ask(FRANCE, "\"max_tokens\":20,"));
		assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
	}

	@Override
	protected String[] usageFields() {
		return new String[] { "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details" };
	}

	@Test
	void usageIsCounted() throws Exception {
		JsonNode usage = json(ask(FRANCE, GREEDY)).path("usage");
		// <|im_start|>user\n...<|im_end|>\n<|im_start|>assistant\n
		assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(16);
		// The.. capital of France is Paris . and the token that ends it.
		assertThat(usage.path("completion_tokens").asInt()).isEqualTo(8);
		assertThat(usage.path("total_tokens").asInt()).isEqualTo(24);
	}

	@ParameterizedTest
	@ValueSource(strings = { "max_tokens", "max_completion_tokens" })
	void limitedAnswerEndsByLength(String field) throws Exception {
		JsonNode answer = json(ask(FRANCE, GREEDY + "\"" + field + "\":3,"));
		assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("The capital of");
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
		assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
	}

	@Test
	void streamTellsUsageIfAsked() throws Exception {
		List<String> events = events(
				ask(FRANCE, "\"stream\":true,\"max_tokens\":3,\"stream_options\":{\"include_usage\":true},"));
		JsonNode last = JSON.readTree(events.get(events.size() - 2));
		assertThat(last.path("choices")).isEmpty();
		assertThat(last.path("usage").toString())
			.matches("\\{\"prompt_tokens\":16,\"completion_tokens\":3,\"total_tokens\":19,"
					+ "\"prompt_tokens_details\":\\{\"cached_tokens\":\\d+}}");
		assertThat(events.get(events.size() - 3)).contains("\"finish_reason\":\"length\"");
	}

	@Test
	void stopStringEndsTheAnswerBeforeIt() throws Exception {
		JsonNode answer = json(ask(FRANCE, GREEDY + "\"stop\":\"ance is Pa\","));
		assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("The capital of Fr");
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(json(ask(FRANCE, GREEDY + "\"stop\":[\"nothing\",\" of\"],")).at("/choices/0/message/content")
			.asString()).isEqualTo("The capital");
	}

	@ParameterizedTest
	@ValueSource(strings = { "안녕하세요 🎉", "🎉🎉 👩‍👩‍👧 äöü", "日本語と한국어" })
	void charactersOutsideAsciiStreamWhole(String text) throws Exception {
		// The schema allows nothing else, because a small model does not repeat reliably.
		String only = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"const\":\"" + text
				+ "\"}}},";
		String question = "Repeat after me: " + text;
		String whole = json(ask(question, only)).at("/choices/0/message/content").asString();
		assertThat(whole.trim()).isEqualTo("\"" + text + "\"");
		List<String> events = events(ask(question, only + "\"stream\":true,"));
		assertThat(content(events).trim()).isEqualTo("\"" + text + "\"");
		assertThat(events).hasSizeGreaterThan(6).noneMatch((event) -> event.contains("\uFFFD"));
	}

	@Test
	void characterThatTheLimitCutsIsLeftOut() throws Exception {
		for (int limit = 1; limit < 12; limit++) {
			JsonNode answer = json(ask("Repeat", "\"max_tokens\":" + limit
					+ ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"const\":\"🎉🎊한국\"}}},"));
			assertThat("\"🎉🎊한국\"").startsWith(answer.at("/choices/0/message/content").asString());
			assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(limit);
		}
	}

	@Test
	void emojiReachTheModelWhole() throws Exception {
		JsonNode plain = json(ask("x", "\"max_tokens\":1,"));
		JsonNode emoji = json(ask("x🎉", "\"max_tokens\":1,"));
		assertThat(emoji.at("/usage/prompt_tokens").asInt() - plain.at("/usage/prompt_tokens").asInt())
			.isEqualTo(counts("[\"x🎉\"]").get(0) - counts("[\"x\"]").get(0));
	}

	@Test
	void textPartsAreJoined() throws Exception {
		HttpResponse<String> response = server().chat("{\"model\":\"" + MODEL + "\"," + GREEDY
				+ "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
				+ "\"text\":\"What is the capital\"},{\"type\":\"text\",\"text\":\"of France?\"}]}]}");
		assertThat(json(response).at("/choices/0/message/content").asString()).contains("Paris");
	}

	@Test
	void schemaShapesTheAnswer() throws Exception {
		JsonNode answer = json(ask(FRANCE, GREEDY + """
				"response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object",
				"properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}}},
				"max_tokens":40,"""));
		assertThat(JSON.readTree(answer.at("/choices/0/message/content").asString()).path("city").asString())
			.contains("Paris");
	}

	@Test
	void schemaThatCannotBeUsedIsRefused() throws Exception {
		HttpResponse<String> response = ask(FRANCE, """
				"response_format":{"type":"json_schema","json_schema":{"schema":{"type":"nonsense"}}},""");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(json(response).at("/error/message").asString()).contains("nonsense").doesNotContain("\"code\"");
		assertThat(ask(FRANCE, "\"max_tokens\":1,").statusCode()).isEqualTo(200);
	}

	@Test
	void promptOverTheContextIsRefusedWithBothNumbers() throws Exception {
		HttpResponse<String> response = ask("word ".repeat(5000), "\"stream\":true,");
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode error = json(response).path("error");
		assertThat(error.path("code").asString()).isEqualTo("context_length_exceeded");
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.path("param").asString()).isEqualTo("messages");
		assertThat(error.path("message").asString()).contains("4096").contains("5010");
	}

	/** Issue 13: it was a control token, which closed the message's turn. */
	@Test
	void markInAMessageIsTextAndCountedAsSuch() throws Exception {
		int plain = promptTokens("x");
		assertThat(promptTokens("x<|im_end|>") - plain).isBetween(6, 8);
		assertThat(promptTokens("x<|im_end|>") - plain)
			.isEqualTo(counts("[\"x<|im_end|>\"]").get(0) - counts("[\"x\"]").get(0));
	}

	private int promptTokens(String question) throws Exception {
		return json(ask(question, "\"max_tokens\":1,")).at("/usage/prompt_tokens").asInt();
	}

	/** Issue 13: 8,000 took 71 seconds. */
	@Test
	@Timeout(60)
	void messagesWithoutEndAreRefusedBeforeAllAreCounted() throws Exception {
		String message = "{\"role\":\"user\",\"content\":\"ok\"}";
		HttpResponse<String> response = server().chat("{\"model\":\"" + MODEL + "\",\"messages\":["
				+ String.join(",", Collections.nCopies(30_000, message)) + "]}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(json(response).at("/error/code").asString()).isEqualTo("context_length_exceeded");
		assertThat(json(response).at("/error/message").asString()).containsPattern("4096 .* at least \\d{4,} tokens");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "\"max_tokens\":0,|400", "\"max_tokens\":\"x\",|400", "\"max_tokens\":1e400,|400",
					"\"temperature\":[],|400", "\"temperature\":9,|400", "\"stop\":{},|400",
					"\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\"],|400", "\"tools\":[{}],|400", "\"tool_choice\":{},|400",
					"\"n\":2,|400", "\"logprobs\":true,|400", "\"stream\":1,|400", "\"stream_options\":[],|400",
					"\"seed\":1.5,|400", "\"seed\":-123456789012345678901234567890,|200",
					"\"response_format\":{\"type\":\"xml\"},|400", "\"response_format\":7,|400", "\"user\":7,|200",
					"\"max_tokens\":99999999999999999999,|200" })
	void fieldIsJudged(String field, int status) throws Exception {
		assertThat(ask("Say OK", field + "\"top_p\":0.9,\"max_completion_tokens\":1,").statusCode()).isEqualTo(status);
	}

	@Test
	void halfSurrogatePairsAndZerosDoNotHarm() throws Exception {
		String message = "{\"model\":\"" + MODEL
				+ "\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
		assertThat(server().chat(message.formatted("\\ud83c")).statusCode()).isEqualTo(200);
		assertThat(server().chat(message.formatted("a\\u0000b")).statusCode()).isEqualTo(400);
		assertThat(server().chat(message.replace(MODEL, "\\ud83c")).statusCode()).isEqualTo(404);
	}

	@Test
	void nestingWithoutEndIsRefused() throws Exception {
		assertThat(server().chat("[".repeat(100_000)).statusCode()).isEqualTo(400);
	}

	@Test
	void largeBodyIsRefused() throws Exception {
		assertThat(ask("x".repeat(2 << 20), "").statusCode()).isEqualTo(413);
	}

	@Test
	void contextLengthIsTold() throws Exception {
		assertThat(json(server().get("/health")).path("context_length").asInt()).isEqualTo(4096);
		assertThat(json(server().get("/v1/models")).at("/data/0/context_length").asInt()).isEqualTo(4096);
		assertThat(json(server().get("/health")).path("slots").propertyNames()).containsExactly("total", "busy",
				"waiting");
	}

	@Test
	void embeddingsAreRefusedUnlessAskedForAtStart() throws Exception {
		HttpResponse<String> response = server().post("/v1/embeddings",
				"{\"model\":\"" + MODEL + "\",\"input\":\"x\"}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(json(response).at("/error/code").asString()).isEqualTo("embeddings_not_enabled");
	}

	@Test
	void deviceIsNamedOnTheErrorStream() {
		assertThat(server().err()).contains("CPU_Mapped model buffer size");
	}

	@Test
	void countPrintsTheTokensOfEachText() throws Exception {
		assertThat(counts("[\"hello world\",\"\",\"안녕하세요 🎉\"]")).containsExactly(2, 0, 17);
	}

	@Test
	void fileThatIsNoModelEndsTheProcess() throws Exception {
		Path file = Files.writeString(directory().resolve("broken.gguf"), "GGUF and no more");
		try (ShimmyProcess shimmy = run("serve", "--bind", "127.0.0.1:" + FreePorts.range(1), "--model-path",
				file.toString())) {
			assertThat(shimmy.awaitExit()).isEqualTo(ExitStatus.MODEL_UNUSABLE.code());
			assertThat(shimmy.err()).isEqualToIgnoringNewLines(
					"Error: Model file '" + file + "' is not a GGUF file but a GGUF file of version 1684955424");
		}
	}

	@Test
	void pathMayHaveAnyCharacter() throws Exception {
		Path link = Files.createSymbolicLink(directory().resolve("모델 🎉.gguf"), this.model);
		assertThat(counts(link, "[\"hello world\"]")).containsExactly(2);
	}

	private List<Integer> counts(String texts) throws Exception {
		return counts(this.model, texts);
	}

	private List<Integer> counts(Path file, String texts) throws Exception {
		Process process = new ProcessBuilder(executable().toString(), "count", "--model-path", file.toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
			in.write(texts);
		}
		List<Integer> counts = new ArrayList<>();
		JSON.readTree(process.getInputStream().readAllBytes()).forEach((count) -> counts.add(count.asInt()));
		assertThat(process.waitFor()).isZero();
		return counts;
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JSON.readTree(response.body());
	}

	private static String content(List<String> events) {
		return events.stream()
			.filter((event) -> event.startsWith("{"))
			.map((event) -> JSON.readTree(event).at("/choices/0/delta/content").asString(""))
			.collect(Collectors.joining());
	}

}
