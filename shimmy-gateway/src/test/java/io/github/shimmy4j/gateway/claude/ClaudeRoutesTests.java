package io.github.shimmy4j.gateway.claude;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.fake.FakeShimmyBinary;
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
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Claude's routes, on a server that streams. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaudeRoutesTests {

	private static final String TOOL = "'tools':[{'name':'Read','input_schema':{'type':'object',"
			+ "'properties':{'path':{'type':'string'}},'required':['path']}}]";

	@TempDir
	static Path directory;

	private FakeGateway gateway;

	@BeforeAll
	void start() {
		this.gateway = FakeGateway.start(directory, FakeShimmyBinary.llamaServer());
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@AfterEach
	void mend() {
		this.gateway.clearFaults();
		this.gateway.awaitInFlight(0);
	}

	private HttpResponse<String> ask(String messages, String... fields) {
		return this.gateway.post("/v1/messages?beta=true", body(messages, fields), "anthropic-version", "2023-06-01",
				"anthropic-beta", "some-day-2099-01-01");
	}

	static String body(String messages, String... fields) {
		String more = (fields.length > 0) ? "," + String.join(",", fields) : "";
		return "{'model':'claude-opus-9','max_tokens':200,'messages':[%s]%s}".formatted(messages, more)
			.replace('\'', '"');
	}

	static String user(String text) {
		return "{'role':'user','content':'%s'}".formatted(text);
	}

	static List<JsonNode> events(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
		List<JsonNode> events = new ArrayList<>();
		answer.body()
			.lines()
			.filter((line) -> line.startsWith("data: "))
			.forEach((line) -> events.add(JsonMapper.shared().readTree(line.substring("data: ".length()))));
		return events;
	}

	static List<String> types(List<JsonNode> events) {
		return events.stream().map((event) -> event.path("type").asString()).distinct().toList();
	}

	@Test
	void messageIsAnsweredAsADocument() {
		HttpResponse<String> answer = ask(user("What is the capital of France?"));
		JsonNode message = FakeGateway.json(answer);
		assertThat(message.at("/content/0/text").asString()).as(answer.body()).contains("Paris");
		assertThat(message.path("model").asString()).isEqualTo("claude-opus-9");
		assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
		assertThat(message.path("id").asString()).startsWith("msg_");
		assertThat(message.at("/usage/input_tokens").asInt() + message.at("/usage/cache_read_input_tokens").asInt())
			.isPositive();
	}

	@Test
	void messageIsAnsweredAsEventsThatBeginWithTheTrueCount() {
		List<JsonNode> events = events(ask(user("Count to 5"), "'stream':true"));
		assertThat(types(events)).containsExactly("message_start", "content_block_start", "content_block_delta",
				"content_block_stop", "message_delta", "message_stop");
		JsonNode usage = events.get(events.size() - 2).path("usage");
		int tokens = usage.path("input_tokens").asInt() + usage.path("cache_read_input_tokens").asInt();
		assertThat(events.get(0).at("/message/usage/input_tokens").asInt()).isEqualTo(tokens).isPositive();
		assertThat(FakeGateway.json(this.gateway.post("/v1/messages/count_tokens", body(user("Count to 5"))))
			.path("input_tokens")
			.asInt()).isEqualTo(tokens);
	}

	/** Beginnings of conversations are counted once, and all sums are right. */
	@Test
	void countOfAConversationThatGrowsIsThatOfTheServer() {
		StringBuilder messages = new StringBuilder(user("Hello <|im_start|> there"));
		for (int turn = 0; turn < 6; turn++) {
			JsonNode usage = FakeGateway.json(ask(messages.toString(), "'system':'Be brief.'")).path("usage");
			int tokens = usage.path("input_tokens").asInt() + usage.path("cache_read_input_tokens").asInt();
			String counted = this.gateway
				.post("/v1/messages/count_tokens", body(messages.toString(), "'system':'Be brief.'"))
				.body();
			assertThat(counted).isEqualTo("{\"input_tokens\":%d,\"context_management\":null}".formatted(tokens));
			messages.append(",{'role':'assistant','content':'Word %d'},".formatted(turn)).append(user("And " + turn));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void toolIsCalledAndItsResultIsRead(boolean stream) {
		String question = user("use Read {\\'path\\':\\'x\\'}").replace("\\'", "\\\"");
		HttpResponse<String> first = ask(question, TOOL, "'stream':" + stream);
		assertThat(first.body()).contains("tool_use");
		String result = "{'role':'assistant','content':[{'type':'tool_use','id':'toolu_1','name':'Read',"
				+ "'input':{'path':'x'}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1',"
				+ "'content':[{'type':'text','text':'forty-two'}]}]}";
		HttpResponse<String> second = ask(question + "," + result, TOOL);
		assertThat(FakeGateway.json(second).at("/content/0/text").asString()).as(second.body()).contains("forty-two");
	}

	@Test
	void systemIsReadInBlocksAndInMidConversation() {
		ask(user("Hello") + ",{'role':'system','content':'Rhyme.'}",
				"'system':[{'type':'text','text':'x-anthropic-billing-header: cc_version=2; cch=1;'},"
						+ "{'type':'text','text':'Be brief.'}]");
		String sent = this.gateway.lastRequest().toString();
		assertThat(sent).contains("Be brief.").contains("Hello\\nRhyme.").doesNotContain("billing");
	}

	@Test
	void attributionDoesNotCostTheCacheOfThePrompt() {
		String words = "word ".repeat(300);
		ask(user("Hello"), system("1", words));
		JsonNode usage = FakeGateway.json(ask(user("Hello"), system("2", words))).path("usage");
		assertThat(usage.path("cache_read_input_tokens").asInt()).as(usage.toString()).isGreaterThan(300);
	}

	static String system(String id, String words) {
		return "'system':[{'type':'text','text':'x-anthropic-billing-header: cch=%s;'},{'type':'text','text':'%s'}]"
			.formatted(id, words);
	}

	@Test
	void schemaAndLimitReachTheServer() {
		ask(user("Hello"),
				"'output_config':{'effort':'high','format':{'type':'json_schema','schema':{'type':'object'}}}",
				"'stop_sequences':['END']", "'top_k':3", "'thinking':{'type':'enabled','budget_tokens':1024}");
		assertThat(this.gateway.lastRequest().toString()).contains("json_schema")
			.contains("\"max_tokens\":200")
			.contains("\"stop\":[\"END\"]")
			.contains("\"top_k\":3");
	}

	@Test
	void longPromptIsRefusedWithBothNumbers() {
		HttpResponse<String> refused = ask(user("word ".repeat(40_000)), "'stream':true");
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo("invalid_request_error");
		assertThat(FakeGateway.json(refused).at("/error/message").asString())
			.matches("prompt is too long: \\d+ tokens > \\d+ maximum");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{ | 400 | is not JSON", "{} | 400 | model is missing",
			"{'model':'gpt-5','max_tokens':1,'messages':[{'role':'user','content':'a'}]} | 400 | no model 'gpt-5'",
			"{'model':'claude-x','messages':[{'role':'user','content':'a'}]} | 400 | max_tokens is missing",
			"{'model':'claude-x','max_tokens':1,'messages':[{'role':'assistant','content':'a'}]} | 400 | not from the user",
			"{'model':'claude-x','max_tokens':1,'messages':[{'role':'user','content':'a'}],'mcp_servers':[{}]} | 400 | mcp_servers",
			"{'model':'claude-x','max_tokens':1,'messages':[{'role':'user','content':[{'type':'image','source':"
					+ "{'type':'base64','media_type':'image/png','data':'aaaa'}}]}]} | 400 | media in messages" })
	void refusalThatWillNotChangeIs400InClaudesForm(String body, int status, String words) {
		HttpResponse<String> refused = this.gateway.post("/v1/messages", body.replace('\'', '"'));
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
		JsonNode error = FakeGateway.json(refused);
		assertThat(error.path("type").asString()).isEqualTo("error");
		assertThat(error.at("/error/type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.at("/error/message").asString()).contains(words);
	}

	@Test
	void unknownRouteBelowMessagesIsRefusedInClaudesForm() {
		HttpResponse<String> refused = this.gateway.post("/v1/messages/batches", "{}");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo("invalid_request_error");
	}

	@Test
	void failureAfterTheFirstTokenIsAnErrorEvent() {
		this.gateway.faults("cut-stream");
		List<JsonNode> events = events(ask(user("Count to 20"), "'stream':true"));
		assertThat(types(events)).startsWith("message_start").endsWith("error").doesNotContain("message_stop");
	}

	@Test
	void modelsAreListedInClaudesFormByTheHeader() {
		JsonNode list = FakeGateway.json(this.gateway.get("/v1/models?limit=1000", "anthropic-version", "2023-06-01"));
		assertThat(list.at("/data/0/id").asString()).isEqualTo("claude-local-" + FakeGateway.MODEL);
		assertThat(list.at("/data/0/type").asString()).isEqualTo("model");
		assertThat(list.at("/data/0").propertyNames()).contains("display_name", "created_at", "max_input_tokens");
		assertThat(list.path("has_more").asBoolean(true)).isFalse();
		JsonNode page = FakeGateway.json(this.gateway
			.get("/v1/models?limit=1&after_id=claude-local-" + FakeGateway.MODEL, "anthropic-version", "2023-06-01"));
		assertThat(page.path("first_id").asString()).isEqualTo(FakeGateway.MODEL);
		assertThat(page.path("has_more").asBoolean(false)).isTrue();
		assertThat(
				FakeGateway.json(this.gateway.get("/v1/models/" + FakeGateway.MODEL, "anthropic-version", "2023-06-01"))
					.path("display_name")
					.asString())
			.isEqualTo(FakeGateway.MODEL);
		assertThat(FakeGateway.json(this.gateway.get("/v1/models")).path("object").asString()).isEqualTo("list");
		assertThat(this.gateway.get("/v1/models/x", "anthropic-version", "2023-06-01").statusCode()).isEqualTo(400);
	}

	@Test
	void hostileBodiesAreRefusedAndNothingBreaks() {
		for (String path : List.of("/v1/messages", "/v1/messages/count_tokens")) {
			for (String body : List.of("", "\u0000", "[", "1", "null", "[[[]]]", "[".repeat(100_000),
					"{\"messages\":".repeat(5000), "{\"model\":{},\"messages\":[[]]}", body("7"), body("{'role':1}"),
					body(user("a"), "'tools':{}"), body(user("a"), "'system':[[]]"),
					body("{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png',"
							+ "'data':'" + "a".repeat(10_000_001) + "'}}]}"))) {
				HttpResponse<String> refused = this.gateway.post(path, body);
				assertThat(refused.statusCode()).as(path + " " + body.substring(0, Math.min(60, body.length())))
					.isEqualTo(400);
				assertThat(FakeGateway.json(refused).path("type").asString()).isEqualTo("error");
			}
		}
		assertThat(ask(user("Hello")).statusCode()).isEqualTo(200);
	}

}
