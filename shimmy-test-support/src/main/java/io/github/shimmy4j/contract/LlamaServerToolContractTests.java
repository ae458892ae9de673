package io.github.shimmy4j.contract;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tools on {@code llama-server} whose chat template has them. The talk has calls already,
 * since a small model only imitates.
 */
public abstract class LlamaServerToolContractTests extends ServerContractTests {

	private static final String KEY = "0123456789abcdef";

	private static final String TOOLS = """
			"tools":[{"type":"function","function":{"name":"get_weather","description":"Tells the weather","parameters":
			{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}}}],""";

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
				String.valueOf(port), "--model", modelFile().toString(), "--parallel", "1", "--ctx-size", "2048",
				"--no-ui", "--offline", "--cache-ram", "0", "--chat-template-file", template(directory()).toString());
	}

	/** Writes a chat template with tools into a directory. */
	public static Path template(Path directory) throws IOException {
		Path file = Files.createDirectories(directory).resolve("tools.jinja");
		try (InputStream template = Objects
			.requireNonNull(LlamaServerToolContractTests.class.getResourceAsStream("tools.jinja"))) {
			Files.write(file, template.readAllBytes());
		}
		return file;
	}

	@Test
	void propertiesTellThatTheTemplateHasTools() throws Exception {
		JsonNode capabilities = JSON.readTree(server().get("/props", headers()).body()).path("chat_template_caps");
		assertThat(capabilities.path("supports_tools").asBoolean()).isTrue();
		assertThat(capabilities.path("supports_tool_calls").asBoolean()).isTrue();
	}

	@Test
	void callIsAPartOfTheMessageAndItsArgumentsAreText() throws Exception {
		JsonNode choice = json(talk(TOOLS + "\"tool_choice\":\"required\",")).at("/choices/0");
		assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
		assertThat(choice.at("/message/content").asString()).isEmpty();
		JsonNode call = choice.at("/message/tool_calls/0");
		assertThat(call.path("id").asString()).hasSize(32);
		assertThat(call.path("type").asString()).isEqualTo("function");
		assertThat(call.at("/function/name").asString()).isEqualTo("get_weather");
		assertThat(JSON.readTree(call.at("/function/arguments").asString()).toString())
			.isEqualTo("{\"city\":\"Berlin\"}");
	}

	@Test
	void callIsStreamedByIndexWithItsArgumentsInPieces() throws Exception {
		List<String> events = events(talk(TOOLS + "\"tool_choice\":\"required\",\"stream\":true,"));
		List<JsonNode> choices = new ArrayList<>();
		events.stream()
			.filter((event) -> event.startsWith("{"))
			.forEach((event) -> choices.add(JSON.readTree(event).at("/choices/0")));
		assertThat(choices.get(0).path("delta").toString()).isEqualTo("{\"role\":\"assistant\",\"content\":null}");
		JsonNode first = choices.get(1).at("/delta/tool_calls/0");
		assertThat(first.propertyNames()).containsExactly("index", "id", "type", "function");
		assertThat(first.at("/function/name").asString()).isEqualTo("get_weather");
		StringBuilder arguments = new StringBuilder(first.at("/function/arguments").asString());
		List<JsonNode> rest = choices.subList(2, choices.size() - 1);
		assertThat(rest).hasSizeGreaterThan(2).allSatisfy((choice) -> {
			JsonNode call = choice.at("/delta/tool_calls/0");
			assertThat(call.propertyNames()).containsExactly("index", "function");
			arguments.append(call.at("/function/arguments").asString());
		});
		assertThat(JSON.readTree(arguments.toString()).toString()).isEqualTo("{\"city\":\"Berlin\"}");
		assertThat(choices.get(choices.size() - 1).toString())
			.isEqualTo("{\"finish_reason\":\"tool_calls\",\"index\":0,\"delta\":{}}");
	}

	@Test
	void toolsAreAPartOfThePrompt() throws Exception {
		String limit = "\"temperature\":0,\"max_tokens\":1,";
		int with = json(ask("Hi", limit + TOOLS + "\"tool_choice\":\"none\",")).at("/usage/prompt_tokens").asInt();
		int without = json(ask("Hi", limit)).at("/usage/prompt_tokens").asInt();
		assertThat(with).isGreaterThan(without + 20);
	}

	/** So shimmy4j offers only the named tool, and requires a call. */
	@Test
	void choiceThatNamesAToolIsIgnored() throws Exception {
		HttpResponse<String> response = ask("What is the capital of France?", TOOLS
				+ "\"max_tokens\":2,\"temperature\":0,\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"nope\"}},");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(json(response).at("/choices/0/message/content").asString()).isNotEmpty();
	}

	@Test
	void otherChoiceIsRefused() throws Exception {
		HttpResponse<String> response = talk(TOOLS + "\"tool_choice\":\"maybe\",");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(json(response).at("/error/message").asString()).isEqualTo("Invalid tool_choice: maybe");
	}

	/** So shimmy4j leaves such keywords out. */
	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"string\",\"maxLength\":524288}", "{\"type\":\"string\",\"minLength\":2000}",
			"{\"type\":\"string\",\"pattern\":\"^\\\\d+$\"}", "{\"type\":\"string\",\"pattern\":\"^[a\\\\.]+$\"}",
			"{\"type\":\"string\",\"pattern\":\"^a{2000}$\"}", "{\"type\":\"array\",\"items\":{},\"maxItems\":2000}" })
	void toolWithoutAGrammarIsRefused(String schema) throws Exception {
		assertThat(refusal(schema)).isEqualTo("Failed to initialize samplers: failed to parse grammar");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"type\":\"string\",\"pattern\":\"a\"}", "true", "{\"type\":\"array\",\"items\":false}" })
	void toolWhoseSchemaIsNotUnderstoodIsRefused(String schema) throws Exception {
		assertThat(refusal(schema)).contains("JSON schema conversion failed:\n");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"type\":\"string\",\"maxLength\":1999}", "{\"type\":\"string\",\"pattern\":\"^a{0,1999}$\"}",
					"{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_.-]{1,64}$\"}",
					"{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":1500}" })
	void toolWithinTheLimitsIsTaken(String schema) throws Exception {
		assertThat(asked(schema).statusCode()).isEqualTo(200);
	}

	private String refusal(String schema) throws IOException, InterruptedException {
		HttpResponse<String> response = asked(schema);
		assertThat(response.statusCode()).isEqualTo(400);
		return json(response).at("/error/message").asString();
	}

	private HttpResponse<String> asked(String schema) throws IOException, InterruptedException {
		return ask("Hi",
				"\"max_tokens\":1,\"temperature\":0,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"run\","
						+ "\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":" + schema
						+ "},\"required\":[\"x\"]}}}],\"tool_choice\":\"required\",");
	}

	/** So shimmy4j makes a schema of both. */
	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"json_object\"}",
			"{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"const\":7}}}" })
	void formatBesideToolsIsIgnored(String format) throws Exception {
		String fields = "\"max_tokens\":6,\"temperature\":0,\"response_format\":" + format + ",";
		String content = json(ask("What is the capital of France?", TOOLS + fields)).at("/choices/0/message/content")
			.asString();
		assertThat(content).isNotEmpty().doesNotStartWith("{").doesNotStartWith("7");
	}

	private HttpResponse<String> talk(String fields) throws IOException, InterruptedException {
		String exchange = """
				{"role":"user","content":"use get_weather {\\"city\\":\\"%1$s\\"}"},
				{"role":"assistant","content":null,"tool_calls":[{"id":"c%1$s","type":"function",
				"function":{"name":"get_weather","arguments":"{\\"city\\":\\"%1$s\\"}"}}]},
				{"role":"tool","tool_call_id":"c%1$s","content":"Sunny, 21 degrees"},
				{"role":"assistant","content":"It is sunny in %1$s."},""";
		return server().chat(
				"{\"model\":\"" + model() + "\",\"temperature\":0,\"max_tokens\":80," + fields + "\"messages\":["
						+ exchange.formatted("Paris") + exchange.formatted("Rome") + exchange.formatted("Oslo")
						+ "{\"role\":\"user\",\"content\":\"use get_weather {\\\"city\\\":\\\"Berlin\\\"}\"}]}",
				headers());
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JSON.readTree(response.body());
	}

}
