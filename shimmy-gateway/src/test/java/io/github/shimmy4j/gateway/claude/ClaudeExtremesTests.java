package io.github.shimmy4j.gateway.claude;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.fake.TestProjector;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The largest requests that are right, and small ones that are wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaudeExtremesTests {

	private static final String[] PATHS = { "/v1/messages", "/v1/messages/count_tokens" };

	@TempDir
	static Path directory;

	private FakeGateway gateway;

	/** Its model sees images and has tools, and everything fits into its context. */
	@BeforeAll
	void start() {
		this.gateway = FakeGateway.start(directory, FakeShimmyBinary.llamaServer(), "shimmy.context-size=1000000",
				"shimmy.model=" + TestModel.writeWithTemplate(directory.resolve("Tiny-Llama.gguf"), "llama",
						"<|im_start|>{{ tools }}", 1_000_000),
				"shimmy.projector=" + TestProjector.write(directory.resolve("projector.gguf"), 576));
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@AfterEach
	void settle() {
		this.gateway.awaitInFlight(0);
	}

	private JsonNode answered(String messages, String... fields) {
		HttpResponse<String> answer = this.gateway.post("/v1/messages", ClaudeRoutesTests.body(messages, fields));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return FakeGateway.json(answer);
	}

	private long counted(String messages, String... fields) {
		HttpResponse<String> count = this.gateway.post("/v1/messages/count_tokens",
				ClaudeRoutesTests.body(messages, fields));
		assertThat(count.statusCode()).as(count.body()).isEqualTo(200);
		return FakeGateway.json(count).path("input_tokens").asLong();
	}

	private static long prompt(JsonNode message) {
		return message.at("/usage/input_tokens").asLong() + message.at("/usage/cache_read_input_tokens").asLong();
	}

	private static String listed(int number, String each) {
		return IntStream.range(0, number)
			.mapToObj((index) -> each.replace("#", String.valueOf(index)))
			.collect(Collectors.joining(","));
	}

	@Test
	void imageOfTenMegabytesReachesTheServerWhole() {
		String data = Base64.getEncoder().encodeToString(new byte[10_000_000]);
		JsonNode answer = answered("{'role':'user','content':[{'type':'text','text':'What is it?'},{'type':'image',"
				+ "'source':{'type':'base64','media_type':'image/png','data':'" + data + "'}}]}");
		assertThat(answer.at("/content/0/text").asString()).contains("1 messages");
		String sent = this.gateway.lastRequest().path("body").asString();
		assertThat(Long.parseLong(sent.replaceAll("\\D", ""))).isGreaterThan(data.length());
	}

	@Test
	void fiveHundredToolsAreOffered() {
		String tools = "'tools':[" + listed(500, "{'name':'tool_#','description':'Does #.','input_schema':{'type':"
				+ "'object','properties':{'path':{'type':'string'}}}}") + "]";
		String question = ClaudeRoutesTests.user("use tool_499 {\\'path\\':\\'x\\'}").replace("\\'", "\\\"");
		JsonNode answer = answered(question, tools);
		assertThat(answer.at("/content/0/name").asString()).as(answer.toString()).isEqualTo("tool_499");
		assertThat(counted(question, tools)).isEqualTo(prompt(answer)).isGreaterThan(5000);
	}

	@Test
	void tenThousandMessagesAreReadAndCounted() {
		String messages = listed(5000, "{'role':'user','content':'Say #.'},{'role':'assistant','content':'# it is.'}")
				+ "," + ClaudeRoutesTests.user("And now?");
		JsonNode answer = answered(messages);
		assertThat(answer.at("/content/0/text").asString()).contains("10001 messages");
		assertThat(counted(messages)).isEqualTo(prompt(answer)).isGreaterThan(50_000);
	}

	/** Neighbours of one role are one turn. */
	@Test
	void tenThousandMessagesOfOneRoleAreOneTurn() {
		JsonNode answer = answered(listed(10_000, "{'role':'user','content':'Line #.'}"));
		assertThat(answer.at("/content/0/text").asString()).contains("1 messages");
	}

	@Test
	void deepSchemaIsPassedOn() {
		String schema = "{'type':'object','properties':{'a':".repeat(60) + "{'type':'string'}" + "}}".repeat(60);
		answered(ClaudeRoutesTests.user("Hello"), "'tools':[{'name':'deep','input_schema':" + schema + "}]");
		assertThat(this.gateway.lastRequest().toString()).contains(schema.replace('\'', '"'));
	}

	@Test
	void callsOfOneTurnAndTheirResultsKeepTheirOrderAndIds() {
		String tool = "'tools':[{'name':'Read','input_schema':{'type':'object'}}]";
		String question = ClaudeRoutesTests
			.user("use Read {\\'path\\':\\'a\\'} and use Read {\\'path\\':\\'b\\'} and use Read {\\'path\\':\\'c\\'}")
			.replace("\\'", "\\\"");
		JsonNode called = answered(question, tool);
		assertThat(called.path("stop_reason").asString()).isEqualTo("tool_use");
		assertThat(called.path("content").valueStream().map((block) -> block.at("/input/path").asString()))
			.containsExactly("a", "b", "c");
		assertThat(called.path("content").valueStream().map((block) -> block.path("id").asString())).hasSize(3)
			.doesNotHaveDuplicates();
		assertThat(streamedInputs(question, tool)).containsExactly("{\"path\":\"a\"}", "{\"path\":\"b\"}",
				"{\"path\":\"c\"}");

		StringBuilder results = new StringBuilder();
		for (JsonNode call : called.path("content")) {
			results.insert(0, "{'type':'tool_result','tool_use_id':'%s','content':'It is %s.'},"
				.formatted(call.path("id").asString(), call.at("/input/path").asString()));
		}
		String next = question + ",{'role':'assistant','content':" + called.path("content") + "},{'role':'user',"
				+ "'content':[" + results + "{'type':'text','text':'Go on.'}]}";
		answered(next, tool);
		JsonNode sent = this.gateway.lastRequest().at("/body/messages");
		assertThat(sent.valueStream().map((message) -> message.path("role").asString())).containsExactly("user",
				"assistant", "tool", "tool", "tool", "user");
		assertThat(sent.get(2).path("content").asString()).isEqualTo("It is c.");
		assertThat(sent.get(2).path("tool_call_id").asString()).isEqualTo(called.at("/content/2/id").asString());
		assertThat(sent.get(4).path("tool_call_id").asString()).isEqualTo(called.at("/content/0/id").asString());
	}

	private List<String> streamedInputs(String question, String tool) {
		List<JsonNode> events = ClaudeRoutesTests
			.events(this.gateway.post("/v1/messages", ClaudeRoutesTests.body(question, tool, "'stream':true")));
		return IntStream.range(0, 3)
			.mapToObj((index) -> events.stream()
				.filter((event) -> event.path("type").asString().equals("content_block_delta")
						&& event.path("index").asInt() == index)
				.map((event) -> event.at("/delta/partial_json").asString())
				.collect(Collectors.joining()))
			.toList();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1','content':'x'}]} | messages[0].content[0].tool_use_id",
			"{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'a','input':{}},"
					+ "{'type':'tool_use','id':'t','name':'a','input':{}}]} | messages[1].content[1].id",
			"{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'a','input':{}}]},"
					+ "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t'},"
					+ "{'type':'tool_result','tool_use_id':'t'}]} | messages[2].content[1].tool_use_id",
			"{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'a','input':[]}]} | messages[1].content[0].input",
			"{'role':'user'} | messages[0].content", "{'role':'user','content':{}} | messages[0].content",
			"{'role':'user','content':[[]]} | messages[0].content[0]",
			"{'role':'user','content':[{}]} | messages[0].content[0].type",
			"{'role':'user','content':[{'type':'text'}]} | messages[0].content[0].text" })
	void wrongBlockIsRefusedWithItsPath(String messages, String path) {
		for (String route : PATHS) {
			HttpResponse<String> refused = this.gateway.post(route, ClaudeRoutesTests.body(messages));
			assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
			assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo("invalid_request_error");
			assertThat(FakeGateway.json(refused).at("/error/message").asString()).contains(path);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "''", "[]", "[{'type':'text','text':''}]" })
	void emptyContentIsAnsweredOrRefusedButNeverAFault(String content) {
		for (String route : PATHS) {
			HttpResponse<String> answer = this.gateway.post(route,
					ClaudeRoutesTests.body("{'role':'user','content':" + content + "}"));
			assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
		}
	}

	@Test
	void tenThousandLevelsOfASchemaAreRefused() {
		String schema = "{'a':".repeat(10_000) + "1" + "}".repeat(10_000);
		for (String route : PATHS) {
			HttpResponse<String> refused = this.gateway.post(route, ClaudeRoutesTests.body(ClaudeRoutesTests.user("a"),
					"'tools':[{'name':'a','input_schema':" + schema + "}]"));
			assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
			assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo("invalid_request_error");
		}
	}

	@Test
	void invalidUtf8IsRefused() throws Exception {
		byte[] body = ClaudeRoutesTests.body(ClaudeRoutesTests.user("\u00ff\u00fe"))
			.getBytes(StandardCharsets.ISO_8859_1);
		for (String route : PATHS) {
			HttpResponse<String> refused = post(route, body);
			assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
			assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo("invalid_request_error");
		}
	}

	private HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
		URI address = URI.create("http://127.0.0.1:" + this.gateway.port() + path);
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(address).POST(BodyPublishers.ofByteArray(body)).build(),
					BodyHandlers.ofString());
	}

	@Test
	void bodyOverTheLimitIsTooLarge() {
		String body = ClaudeRoutesTests.body(ClaudeRoutesTests.user("x".repeat(33 * 1024 * 1024)));
		for (String route : PATHS) {
			HttpResponse<String> refused = this.gateway.post(route, body);
			assertThat(refused.statusCode()).isEqualTo(413);
			assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo("request_too_large");
		}
	}

	@Test
	void turnOfTheAssistantAtTheEndIsRefusedByName() {
		HttpResponse<String> refused = this.gateway.post("/v1/messages",
				ClaudeRoutesTests.body(ClaudeRoutesTests.user("Say yes") + ",{'role':'assistant','content':'Ye'}"));
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/message").asString()).contains("messages[1].role")
			.contains("not from the user");
	}

}
