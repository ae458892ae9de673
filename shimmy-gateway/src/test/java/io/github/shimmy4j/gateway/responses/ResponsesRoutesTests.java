package io.github.shimmy4j.gateway.responses;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The routes of the Responses API, on a server that streams. */
@ExtendWith(SharedGateway.class)
class ResponsesRoutesTests {

	static final String STREAM = "'stream':true";

	private static final String PATH = "/v1/responses";

	private static final String TOOL = "{'type':'function','name':'Read','parameters':{'type':'object',"
			+ "'properties':{'path':{'type':'string'}},'required':['path']}}";

	private static final String CALL = "use %s {\\\"path\\\":\\\"x\\\"}";

	private final FakeGateway gateway;

	ResponsesRoutesTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	static String body(String input, String... fields) {
		String more = (fields.length > 0) ? "," + String.join(",", fields) : "";
		return "{'input':%s%s}".formatted(input, more).replace('\'', '"');
	}

	private HttpResponse<String> ask(String text, String... fields) {
		return this.gateway.post(PATH, body("'" + text + "'", fields));
	}

	private JsonNode response(String text, String... fields) {
		HttpResponse<String> answer = ask(text, fields);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return FakeGateway.json(answer);
	}

	static List<JsonNode> events(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
		List<JsonNode> events = new ArrayList<>();
		answer.body().lines().filter((line) -> line.startsWith("data: ")).forEach((line) -> {
			JsonNode event = JsonMapper.shared().readTree(line.substring("data: ".length()));
			assertThat(event.path("sequence_number").asInt(-1)).isEqualTo(events.size());
			events.add(event);
		});
		return events;
	}

	static List<String> types(List<JsonNode> events) {
		return events.stream().map((event) -> event.path("type").asString()).distinct().toList();
	}

	private static JsonNode last(List<JsonNode> events) {
		return events.get(events.size() - 1);
	}

	@Test
	void requestIsAnsweredAsADocument() {
		JsonNode response = response("What is the capital of France?", "'model':'qwen-local'");
		assertThat(response.at("/output/0/content/0/text").asString()).as(response.toString()).contains("Paris");
		assertThat(response.path("model").asString()).isEqualTo("qwen-local");
		assertThat(response.path("status").asString()).isEqualTo("completed");
		assertThat(response.path("id").asString()).startsWith("resp_");
		assertThat(response.at("/usage/input_tokens").asInt()).isPositive();
		assertThat(response("Hello").path("model").asString()).isEqualTo(FakeGateway.MODEL);
	}

	@Test
	void requestIsAnsweredAsEvents() {
		List<JsonNode> events = events(ask("Count to 5", STREAM));
		assertThat(types(events)).containsExactly("response.created", "response.in_progress",
				"response.output_item.added", "response.content_part.added", "response.output_text.delta",
				"response.output_text.done", "response.content_part.done", "response.output_item.done",
				"response.completed");
		assertThat(last(events).at("/response/usage/output_tokens").asInt()).isPositive();
	}

	/** As Codex asks: it keeps the conversation itself. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void toolIsCalledAndItsResultIsRead(boolean stream) {
		String tools = "'store':false,'tools':[" + TOOL + "],'include':['reasoning.encrypted_content']";
		HttpResponse<String> first = ask(CALL.formatted("Read"), tools, "'stream':" + stream);
		JsonNode call = stream ? last(events(first)).at("/response/output/0") : FakeGateway.json(first).at("/output/0");
		assertThat(call.path("type").asString()).as(first.body()).isEqualTo("function_call");
		assertThat(call.path("name").asString()).isEqualTo("Read");
		JsonNode second = FakeGateway.json(this.gateway.post(PATH,
				body("[{'role':'user','content':'Read x'}," + call
						+ ",{'type':'function_call_output','call_id':'%s','output':'forty-two'}]"
							.formatted(call.path("call_id").asString()),
						tools)));
		assertThat(second.at("/output/0/content/0/text").asString()).as(second.toString()).contains("forty-two");
	}

	@Test
	void toolOfANamespaceIsCalledByItsOwnNames() {
		JsonNode response = response(CALL.formatted("files__Read"),
				"'tools':[{'type':'namespace','name':'files','description':'Files','tools':[" + TOOL + "]}]");
		JsonNode call = response.at("/output/0");
		assertThat(call.path("name").asString()).as(response.toString()).isEqualTo("Read");
		assertThat(call.path("namespace").asString()).isEqualTo("files");
		assertThat(this.gateway.lastRequest().toString()).contains("files__Read");
	}

	@Test
	void toolsThatRunElsewhereAreNamedInAHeader() {
		HttpResponse<String> answer = ask("Hello", "'tools':[" + TOOL + ",{'type':'web_search'},{'type':'mcp'}]");
		assertThat(answer.headers().firstValue("X-Skipped-Tools")).hasValue("web_search, mcp");
		assertThat(this.gateway.lastRequest().toString()).doesNotContain("web_search");
		assertThat(ask("Hello").headers().firstValue("X-Skipped-Tools")).isEmpty();
	}

	@Test
	void schemaAndLimitReachTheServer() {
		ask("Hello", "'text':{'format':{'type':'json_schema','name':'a','schema':{'type':'object'}}}",
				"'max_output_tokens':50", "'instructions':'Rhyme.'", "'reasoning':{'effort':'high'}");
		assertThat(this.gateway.lastRequest().toString()).contains("json_schema")
			.contains("\"max_tokens\":50")
			.contains("Rhyme.");
	}

	@Test
	void answerThatReachesItsLimitIsIncomplete() {
		JsonNode response = response("Count to 50", "'max_output_tokens':3");
		assertThat(response.path("status").asString()).isEqualTo("incomplete");
		assertThat(response.at("/incomplete_details/reason").asString()).isEqualTo("max_output_tokens");
	}

	@Test
	void longPromptIsRefusedWithTheCodeOnWhichAgentsCompact() {
		HttpResponse<String> refused = ask("word ".repeat(40_000), STREAM, "'truncation':'auto'");
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/code").asString()).isEqualTo("context_length_exceeded");
		assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo("invalid_request_error");
	}

	@Test
	void failureAfterTheFirstTokenIsAFailedResponse() {
		this.gateway.faults("cut-stream");
		List<JsonNode> events = events(ask("Count to 20", STREAM));
		assertThat(types(events)).startsWith("response.created").endsWith("response.failed");
		assertThat(last(events).at("/response/status").asString()).isEqualTo("failed");
		assertThat(last(events).at("/response/error/code").asString()).isNotEmpty();
		String id = last(events).at("/response/id").asString();
		assertThat(this.gateway.get(PATH + "/" + id).statusCode()).isEqualTo(404);
	}

	/** Codex sends back what it has got before an answer was cut. */
	@Test
	void conversationThatEndsWithAnAnswerIsAnswered() {
		HttpResponse<String> answer = this.gateway.post(PATH,
				"{\"input\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]}");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(FakeGateway.json(answer).path("status").asString()).isEqualTo("completed");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{|request_rejected|", "{}|invalid_value|input",
			"{'input':'a','model':'gpt-5'}|model_not_found|model",
			"{'input':'a','background':true}|unsupported_value|background",
			"{'input':'a','previous_response_id':'resp_1'}|previous_response_not_found|previous_response_id",
			"{'input':'a','previous_response_id':7}|invalid_value|previous_response_id",
			"{'input':[{'type':'item_reference','id':'msg_1'}]}|invalid_value|input[0].id",
			"{'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:image/png;base64,QUFB'}]}]}|unsupported_value|input" })
	void refusalThatWillNotChangeIs400(String body, String code, String param) {
		HttpResponse<String> refused = this.gateway.post(PATH, body.replace('\'', '"'));
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		JsonNode error = FakeGateway.json(refused).path("error");
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("param").asString(null)).isEqualTo(param);
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
	}

	@Test
	void conversationGoesOnWithTheIdOfItsResponse() {
		JsonNode first = response("My name is Ada", "'instructions':'Rhyme.'");
		JsonNode second = response("And I", "'previous_response_id':'%s'".formatted(first.path("id").asString()),
				STREAM.replace("true", "false"));
		assertThat(second.path("previous_response_id")).isEqualTo(first.path("id"));
		JsonNode messages = this.gateway.lastRequest().at("/body/messages");
		String sent = this.gateway.lastRequest().toString();
		assertThat(sent).as(messages.toString())
			.contains("My name is Ada")
			.contains("And I")
			.contains("assistant")
			.doesNotContain("Rhyme.");
		response("Third", "'previous_response_id':'%s'".formatted(second.path("id").asString()));
		assertThat(this.gateway.lastRequest().toString()).contains("My name is Ada").contains("And I");
	}

	@Test
	void resultOfAToolFollowsByTheIdOfTheResponse() {
		JsonNode first = response(CALL.formatted("Read"), "'tools':[" + TOOL + "]");
		JsonNode second = FakeGateway.json(this.gateway.post(PATH,
				body("[{'type':'function_call_output','call_id':'%s','output':'forty-two'}]"
					.formatted(first.at("/output/0/call_id").asString()),
						"'previous_response_id':'%s'".formatted(first.path("id").asString()))));
		assertThat(second.at("/output/0/content/0/text").asString()).as(second.toString()).contains("forty-two");
	}

	@Test
	void itemIsReadByItsReference() {
		JsonNode first = response("Hello");
		HttpResponse<String> second = this.gateway.post(PATH,
				body("[{'type':'item_reference','id':'%s'},{'role':'user','content':'And you'}]"
					.formatted(first.at("/output/0/id").asString())));
		assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
		assertThat(this.gateway.lastRequest().toString()).contains(first.at("/output/0/content/0/text").asString());
	}

	@Test
	void storedResponseIsToldListedAndForgotten() {
		JsonNode first = response("One");
		JsonNode stored = response("Two", "'previous_response_id':'%s'".formatted(first.path("id").asString()));
		String one = PATH + "/" + stored.path("id").asString();
		assertThat(FakeGateway.json(this.gateway.get(one))).isEqualTo(stored);
		JsonNode newest = FakeGateway.json(this.gateway.get(one + "/input_items?limit=1"));
		assertThat(newest.at("/data/0/content/0/text").asString()).isEqualTo("Two");
		assertThat(newest.path("has_more").asBoolean()).isTrue();
		JsonNode rest = FakeGateway
			.json(this.gateway.get(one + "/input_items?after=" + newest.path("last_id").asString()));
		assertThat(rest.path("data")).extracting((item) -> item.path("role").asString())
			.containsExactly("assistant", "user");
		assertThat(FakeGateway.json(this.gateway.get(one + "/input_items?order=asc")).path("data")).hasSize(3);
		assertThat(this.gateway.get(one + "/input_items?limit=101").statusCode()).isEqualTo(400);
		assertThat(this.gateway.get(one + "/input_items?order=up").statusCode()).isEqualTo(400);
		assertThat(this.gateway.get(one + "/input_items?after=x").statusCode()).isEqualTo(400);
		assertThat(this.gateway.get(one + "?stream=true").statusCode()).isEqualTo(400);
		assertThat(this.gateway.post(one + "/cancel", "{}").statusCode()).isEqualTo(400);
		assertThat(FakeGateway.json(this.gateway.send("DELETE", one, "")).path("deleted").asBoolean()).isTrue();
		for (HttpResponse<String> unknown : List.of(this.gateway.get(one), this.gateway.send("DELETE", one, ""),
				this.gateway.get(one + "/input_items"), this.gateway.post(one + "/cancel", "{}"))) {
			assertThat(unknown.statusCode()).isEqualTo(404);
			assertThat(FakeGateway.json(unknown).at("/error/code").asString()).isEqualTo("response_not_found");
		}
	}

	/** Codex asks 6 times on 404. */
	@Test
	void pathThatIsNoRouteIs400() {
		HttpResponse<String> refused = this.gateway.post(PATH + "/resp_1/dream", "{}");
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/code").asString()).isEqualTo("unknown_url");
	}

	/** Before: 405, as their last parts were taken for ids. */
	@ParameterizedTest
	@ValueSource(strings = { "/compact", "/input_tokens" })
	void routesOfOpenAiThatAreNotHereAre400(String path) {
		HttpResponse<String> refused = this.gateway.post(PATH + path, "{}");
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/code").asString()).isEqualTo("unknown_url");
	}

	@Test
	void numbersOfStoredItemsKeepTheirDigits() {
		JsonNode first = response("One", "'metadata':{'a':'b'}");
		JsonNode stored = FakeGateway
			.json(this.gateway.post(PATH, body("[{'role':'user','content':'a','new':0.12345678901234567890}]",
					"'previous_response_id':'%s'".formatted(first.path("id").asString()))));
		assertThat(this.gateway.get(PATH + "/" + stored.path("id").asString() + "/input_items").body())
			.contains("0.12345678901234567890");
	}

	@Test
	void responseThatIsNotToBeStoredIsNot() {
		JsonNode response = response("One", "'store':false");
		assertThat(this.gateway.get(PATH + "/" + response.path("id").asString()).statusCode()).isEqualTo(404);
	}

	@Test
	void keySeesItsOwnResponsesOnly() {
		String ada = "Bearer " + this.gateway.createKey("ada");
		String ben = "Bearer " + this.gateway.createKey("ben");
		JsonNode response = FakeGateway.json(this.gateway.post(PATH, body("'One'"), "Authorization", ada));
		String id = response.path("id").asString();
		assertThat(this.gateway.get(PATH + "/" + id, "Authorization", ada).statusCode()).isEqualTo(200);
		assertThat(this.gateway.get(PATH + "/" + id, "Authorization", ben).statusCode()).isEqualTo(404);
		assertThat(this.gateway.get(PATH + "/" + id + "/input_items", "Authorization", ben).statusCode())
			.isEqualTo(404);
		assertThat(this.gateway.post(PATH + "/" + id + "/cancel", "", "Authorization", ada).statusCode())
			.isEqualTo(400);
		assertThat(this.gateway.post(PATH + "/" + id + "/cancel", "", "Authorization", ben).statusCode())
			.isEqualTo(404);
		assertThat(this.gateway.send("DELETE", PATH + "/" + id, "", "Authorization", ben).statusCode()).isEqualTo(404);
		assertThat(this.gateway
			.post(PATH, body("'Two'", "'previous_response_id':'%s'".formatted(id)), "Authorization", ben)
			.statusCode()).isEqualTo(400);
		assertThat(
				this.gateway
					.post(PATH,
							body("[{'type':'item_reference','id':'%s'}]"
								.formatted(response.at("/output/0/id").asString())),
							"Authorization", ben)
					.statusCode())
			.isEqualTo(400);
	}

	@Test
	void hostileBodiesAreRefusedAndNothingBreaks() {
		for (String body : List.of("", "\u0000", "[", "1", "null", "[[[]]]", "[".repeat(100_000),
				"{\"input\":".repeat(5000), "{\"input\":[[]]}", "{\"input\":[null]}",
				body("'a'", "'tools':[{'type':'namespace','name':'n','tools':[[]]}]"), body("'a'", "'tools':{}"),
				body("[{'type':'reasoning','summary':7}]"), body("[{'role':'user','content':[7]}]"),
				body("'a'", "'previous_response_id':7"), body("[{'id':7}]"), body("'a'", "'include':[7]"))) {
			HttpResponse<String> refused = this.gateway.post(PATH, body);
			assertThat(refused.statusCode()).as(body.substring(0, Math.min(60, body.length())) + refused.body())
				.isEqualTo(400);
			assertThat(FakeGateway.json(refused).at("/error/message").asString()).isNotEmpty();
		}
		assertThat(ask("Hello").statusCode()).isEqualTo(200);
	}

}
