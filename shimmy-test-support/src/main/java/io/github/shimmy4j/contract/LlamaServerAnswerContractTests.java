package io.github.shimmy4j.contract;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How {@code llama-server} answers chats, and which it refuses. It has two slots of 512
 * tokens each, and its key and alias are in the environment.
 */
public abstract class LlamaServerAnswerContractTests extends ServerContractTests {

	protected static final String KEY = "0123456789abcdef";

	protected static final int CONTEXT = 512;

	@Override
	protected String model() {
		return "smollm2-nonce";
	}

	@Override
	protected Map<String, String> environment() {
		return Map.of("LLAMA_API_KEY", KEY, "LLAMA_ARG_ALIAS", model());
	}

	@Override
	protected String[] headers() {
		return new String[] { "Authorization", "Bearer " + KEY };
	}

	@Override
	protected ShimmyProcess serve() throws IOException {
		int port = FreePorts.range(1);
		return ShimmyProcess.start(executable(), directory(), environment(), port, "--host", "127.0.0.1", "--port",
				String.valueOf(port), "--model", modelFile().toString(), "--parallel", "2", "--ctx-size",
				String.valueOf(2 * CONTEXT), "--no-ui", "--offline", "--cache-ram", "0", "--log-verbosity", "4");
	}

	@Test
	void anyModelNameIsAnsweredByTheModelThatIsLoaded() throws Exception {
		HttpResponse<String> response = server()
			.chat(body(FRANCE, "\"temperature\":0,\"max_tokens\":2,").replace(model(), "nope"), headers());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(JSON.readTree(response.body()).path("model").asString()).isEqualTo(model());
	}

	@Test
	void absentStreamMeansOneAnswerWithUsageAndTimings() throws Exception {
		JsonNode answer = json(ask(FRANCE, "\"temperature\":0,\"max_tokens\":3,"));
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
		JsonNode usage = answer.path("usage");
		assertThat(usage.path("completion_tokens").asInt()).isEqualTo(3);
		assertThat(usage.path("total_tokens").asInt()).isEqualTo(usage.path("prompt_tokens").asInt() + 3);
		assertThat(answer.at("/timings/cache_n").asInt() + answer.at("/timings/prompt_n").asInt())
			.isEqualTo(usage.path("prompt_tokens").asInt());
		assertThat(answer.at("/timings/predicted_n").asInt()).isEqualTo(3);
	}

	@ParameterizedTest
	@CsvSource({ "\"max_tokens\":0,1", "\"max_tokens\":1.7,1", "\"max_completion_tokens\":2,2",
			"'\"max_tokens\":null,\"max_completion_tokens\":2',2", "'\"max_tokens\":9,\"max_completion_tokens\":2',2" })
	void limitIsAtLeastOneToken(String field, int tokens) throws Exception {
		assertThat(json(ask(FRANCE, "\"temperature\":0," + field + ",")).at("/usage/completion_tokens").asInt())
			.isEqualTo(tokens);
	}

	@Test
	void streamIsRoleTokensAndFinishWithTimings() throws Exception {
		List<String> events = events(ask(FRANCE, "\"temperature\":0,\"max_tokens\":4,\"stream\":true,"));
		assertThat(choice(events.get(0)))
			.isEqualTo("{\"finish_reason\":null,\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}");
		List<String> tokens = events.subList(1, events.size() - 2);
		assertThat(tokens).hasSizeBetween(2, 4)
			.allSatisfy((event) -> assertThat(choice(event))
				.startsWith("{\"finish_reason\":null,\"index\":0,\"delta\":{\"content\":\""));
		String last = events.get(events.size() - 2);
		assertThat(choice(last)).isEqualTo("{\"finish_reason\":\"length\",\"index\":0,\"delta\":{}}");
		assertThat(JSON.readTree(last).at("/timings/predicted_n").asInt()).isEqualTo(4);
		assertThat(last).doesNotContain("\"usage\"");
	}

	@Test
	void usageIsStreamedWhenAskedFor() throws Exception {
		List<String> events = events(ask(FRANCE,
				"\"temperature\":0,\"max_tokens\":3,\"stream\":true,\"stream_options\":{\"include_usage\":true},"));
		JsonNode last = JSON.readTree(events.get(events.size() - 2));
		assertThat(last.path("choices")).isEmpty();
		assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(3);
		assertThat(last.at("/usage/prompt_tokens_details/cached_tokens").isInt()).isTrue();
		assertThat(last.at("/timings/predicted_n").asInt()).isEqualTo(3);
		assertThat(events.get(events.size() - 3)).contains("\"finish_reason\":\"length\"").doesNotContain("timings");
	}

	@Test
	void readingIsReportedWhenAskedFor() throws Exception {
		List<String> events = events(ask("Read " + "this ".repeat(100),
				"\"temperature\":0,\"max_tokens\":1,\"stream\":true,\"return_progress\":true,"));
		List<JsonNode> reports = events.stream()
			.filter((event) -> event.contains("prompt_progress"))
			.map((event) -> JSON.readTree(event).path("prompt_progress"))
			.toList();
		JsonNode first = reports.get(0);
		JsonNode last = reports.get(reports.size() - 1);
		assertThat(events.get(0)).contains("prompt_progress");
		assertThat(first.path("total").asInt()).isGreaterThan(100);
		assertThat(first.path("processed").asInt()).isEqualTo(first.path("cache").asInt());
		assertThat(last.path("processed").asInt()).isEqualTo(first.path("total").asInt());
		assertThat(last.path("time_ms").isNumber()).isTrue();
		assertThat(ask(FRANCE, "\"temperature\":0,\"max_tokens\":1,\"stream\":true,").body())
			.doesNotContain("prompt_progress");
	}

	@Test
	void stopTextEndsTheAnswerBeforeIt() throws Exception {
		String whole = content(ask(FRANCE, "\"temperature\":0,\"max_tokens\":4,"));
		String stop = whole.substring(2, 4);
		JsonNode answer = json(ask(FRANCE,
				"\"temperature\":0,\"stop\":[\"~nothing~\"," + JSON.writeValueAsString(stop) + "],\"max_tokens\":4,"));
		assertThat(answer.at("/choices/0/message/content").asString())
			.isEqualTo(whole.substring(0, whole.indexOf(stop)));
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{bad", "", "{\"messages\":[" })
	void malformedJsonIsTheServersFault(String body) throws Exception {
		HttpResponse<String> response = server().chat(body, headers());
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(json(response).at("/error/type").asString()).isEqualTo("server_error");
		assertThat(json(response).at("/error/message").asString()).contains("parse error");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "[]|400|'messages' is required",
			"{}|400|'messages' is required", "{\"messages\":7}|400|Expected 'messages' to be an array",
			"{\"messages\":[7]}|400|All non-assistant messages must contain 'content'",
			"{\"messages\":[{\"role\":\"user\"}]}|400|All non-assistant messages must contain 'content'",
			"{\"messages\":[{\"role\":\"user\",\"content\":7}]}|400|Expected 'content' to be a string or an array",
			"{\"messages\":[{\"content\":\"x\"}]}|500|Failed to parse messages: Missing 'role' in message: {\"content\":\"x\"}" })
	void chatWithoutProperMessagesIsRefused(String body, int status, String message) throws Exception {
		HttpResponse<String> response = server().chat(body, headers());
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(json(response).at("/error/code").asInt()).isEqualTo(status);
		assertThat(json(response).at("/error/message").asString()).isEqualTo(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "\"max_completion_tokens\":\"x\"|400", "\"max_completion_tokens\":-5|400",
					"\"temperature\":[]|400", "\"temperature\":9|200", "\"stream\":1|400", "\"stream\":null|200",
					"\"stream_options\":[]|200", "\"stop\":{}|200", "\"seed\":1.5|200", "\"model\":7|200",
					"\"response_format\":7|200", "\"response_format\":{\"type\":\"xml\"}|400",
					"\"return_progress\":\"x\"|400" })
	void fieldIsJudged(String field, int status) throws Exception {
		HttpResponse<String> response = server().chat("{\"temperature\":0,\"max_tokens\":1," + field
				+ ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", headers());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		if (status == 400) {
			assertThat(json(response).at("/error/type").asString()).isEqualTo("invalid_request_error");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void promptOverTheContextIsRefusedWithBothNumbers(boolean stream) throws Exception {
		HttpResponse<String> response = ask("word ".repeat(600), "\"stream\":" + stream + ",");
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode error = json(response).path("error");
		int tokens = error.path("n_prompt_tokens").asInt();
		assertThat(tokens).isGreaterThan(600);
		assertThat(error.toString()).isEqualTo(
				"{\"code\":400,\"message\":\"request (%1$d tokens) exceeds the available context size (512 tokens), try increasing it\",\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":%1$d,\"n_ctx\":512}"
					.formatted(tokens));
	}

	/** So shimmy4j makes a schema of tools where the template has none. */
	@Test
	void toolsAreDroppedByATemplateThatHasNone() throws Exception {
		String limits = "\"temperature\":0,\"max_tokens\":3,";
		String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_time\",\"description\":\"Tells it\"}}],"
				+ "\"tool_choice\":\"required\",";
		JsonNode with = json(ask(FRANCE, limits + tools));
		assertThat(with.at("/usage/prompt_tokens")).isEqualTo(json(ask(FRANCE, limits)).at("/usage/prompt_tokens"));
		assertThat(with.at("/choices/0/message").propertyNames()).containsExactly("role", "content");
		assertThat(with.at("/choices/0/message/content").asString()).isNotEmpty();
	}

	@Test
	void answerFollowsASchema() throws Exception {
		String call = """
				{"type":"object","properties":{"name":{"const":"get_weather"},"arguments":{"$ref":"#/$defs/get_weather"}},
				"required":["name","arguments"],"additionalProperties":false}""";
		String schema = """
				{"type":"object","properties":{"tool_calls":{"type":"array","minItems":1,"maxItems":1,"items":%s}},
				"required":["tool_calls"],"additionalProperties":false,"$defs":{"get_weather":{"type":"object","properties":
				{"city":{"const":"Paris"}},"required":["city"],"additionalProperties":false}}}"""
			.formatted(call);
		HttpResponse<String> response = ask(FRANCE,
				"\"temperature\":0,\"max_tokens\":80,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
						+ "{\"name\":\"answer\",\"strict\":true,\"schema\":" + schema + "}},");
		assertThat(JSON.readTree(content(response)).toString())
			.isEqualTo("{\"tool_calls\":[{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Paris\"}}]}");
		assertThat(json(response).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
	}

	protected static JsonNode json(HttpResponse<String> response) {
		return JSON.readTree(response.body());
	}

	private static String choice(String event) {
		return JSON.readTree(event).at("/choices/0").toString();
	}

	private static String content(HttpResponse<String> response) {
		return json(response).at("/choices/0/message/content").asString();
	}

}
