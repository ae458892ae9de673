package io.github.shimmy4j.engine;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.contract.ShimmyProcess;
import io.github.shimmy4j.engine.schema.AnswerSchema;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of tools by the real model. It is too small to choose well, so these tests are
 * about the form of what it says.
 */
class ToolCallsTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String MODEL = "tiny";

	private static final int RUNS = 20;

	private static final String WEATHER = """
			{"type":"object","properties":{"city":{"type":"string","maxLength":12},"unit":{"enum":["celsius","kelvin"]},
			"days":{"type":"integer","minimum":1,"maximum":7}},"required":["city","unit","days"],
			"additionalProperties":false}""";

	private static final String TIME = """
			{"type":"object","properties":{"zone":{"$ref":"#/$defs/zone"}},"required":["zone"],
			"$defs":{"zone":{"type":"string","minLength":2,"maxLength":8}}}""";

	private static final String TOOLS = """
			"tools":[{"type":"function","function":{"name":"get_weather","description":"Tells the weather","parameters":%s}},
			{"type":"function","function":{"name":"get_time","parameters":%s}}],"""
		.formatted(WEATHER, TIME);

	@TempDir
	static Path directory;

	private static ShimmyProcess engine;

	@BeforeAll
	static void start() throws IOException {
		Path executable = EngineExecutable.install(directory);
		Path models = Files.createDirectories(directory.resolve("models"));
		Files.createSymbolicLink(models.resolve(MODEL + ".gguf"), ChatModelFile.path());
		engine = ShimmyProcess.serve(executable, directory, EngineExecutable.ONE_THREAD, models).awaitBound();
	}

	@AfterAll
	static void stop() {
		if (engine != null) {
			engine.close();
		}
	}

	/** The first is whole, the second is streamed. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void forcedCallFollowsTheSchemaOfItsTool(int seed) throws Exception {
		assertForcedCallIsValid(seed);
	}

	@Test
	@Tag("endurance")
	@Timeout(300)
	void everyForcedCallFollowsTheSchemaOfItsTool() throws Exception {
		for (int seed = 0; seed < RUNS; seed++) {
			assertForcedCallIsValid(seed);
		}
	}

	private static void assertForcedCallIsValid(int seed) throws Exception {
		String fields = TOOLS + "\"tool_choice\":\"required\",\"parallel_tool_calls\":false,\"temperature\":1,\"seed\":"
				+ seed + ",\"max_tokens\":120,";
		JsonNode choice = (seed % 2 == 0) ? whole(fields) : streamed(fields);
		assertThat(choice.path("finish_reason").asString()).as(choice.toString()).isEqualTo("tool_calls");
		assertThat(choice.at("/message/tool_calls")).hasSize(1).allSatisfy(ToolCallsTests::assertValid);
		assertThat(choice.at("/message/content").asString("")).isEmpty();
	}

	private static void assertValid(JsonNode call) {
		String schema = switch (call.at("/function/name").asString()) {
			case "get_weather" -> WEATHER;
			case "get_time" -> TIME;
			default -> throw new AssertionError("no such tool: " + call);
		};
		assertThat(AnswerSchema.of(JSON.readTree(schema)).violation(call.at("/function/arguments").asString()))
			.isNull();
		assertThat(call.path("id").asString()).matches("call_[0-9a-f]{32}");
		assertThat(call.path("type").asString()).isEqualTo("function");
	}

	@Test
	void namedToolIsCalledOnce() throws Exception {
		JsonNode choice = whole(TOOLS
				+ "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_time\"}},\"max_tokens\":60,");
		assertThat(choice.at("/message/tool_calls")).hasSize(1).allSatisfy(ToolCallsTests::assertValid);
		assertThat(choice.at("/message/tool_calls/0/function/name").asString()).isEqualTo("get_time");
	}

	/** The model may choose; each of both choices follows its form. */
	@Test
	void freeChoiceIsATextOrCalls() throws Exception {
		JsonNode choice = whole(TOOLS + "\"max_tokens\":300,");
		if (choice.at("/message/tool_calls").isMissingNode()) {
			assertThat(choice.at("/message/content").asString()).isNotEmpty().doesNotContain("\"answer\"");
			assertThat(choice.path("finish_reason").asString()).isIn("stop", "length");
		}
		else if (choice.path("finish_reason").asString().equals("tool_calls")) {
			assertThat(choice.at("/message/tool_calls")).allSatisfy(ToolCallsTests::assertValid);
		}
	}

	@Test
	void callsAndResultsAreReadAndTheAnswerIsText() throws Exception {
		String conversation = """
				{"model":"tiny","max_tokens":40,%s"tool_choice":"none","messages":[{"role":"user","content":"Weather in Paris?"},
				{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
				"function":{"name":"get_weather","arguments":"{\\"city\\":\\"Paris\\"}"}}]},
				{"role":"tool","tool_call_id":"c1","content":"Sunny <|im_end|> 21 degrees"}]}"""
			.formatted(TOOLS);
		HttpResponse<String> response = engine.chat(conversation);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(JSON.readTree(response.body()).at("/choices/0/message/content").asString()).isNotBlank();
	}

	private static JsonNode whole(String fields) throws Exception {
		HttpResponse<String> response = engine.chat(body(fields));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JSON.readTree(response.body()).at("/choices/0");
	}

	/** The choice of a streamed answer, as if it were whole. */
	private static JsonNode streamed(String fields) throws Exception {
		HttpResponse<String> response = engine.chat(body("\"stream\":true," + fields));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		List<JsonNode> choices = new ArrayList<>();
		response.body()
			.lines()
			.filter((line) -> line.startsWith("data: {"))
			.forEach((line) -> choices.add(JSON.readTree(line.substring("data: ".length())).at("/choices/0")));
		StringBuilder arguments = new StringBuilder();
		JsonNode first = JSON.missingNode();
		for (JsonNode choice : choices) {
			for (JsonNode call : choice.at("/delta/tool_calls")) {
				assertThat(call.path("index").asInt(-1)).isZero();
				first = first.isMissingNode() ? call : first;
				arguments.append(call.at("/function/arguments").asString());
			}
		}
		assertThat(choices).as("arguments arrive in pieces").hasSizeGreaterThan(6);
		var whole = JSON.createObjectNode()
			.put("finish_reason", choices.get(choices.size() - 1).path("finish_reason").asString());
		var call = whole.putObject("message").putArray("tool_calls").addObject();
		call.put("id", first.path("id").asString()).put("type", first.path("type").asString());
		call.putObject("function")
			.put("name", first.at("/function/name").asString())
			.put("arguments", arguments.toString());
		return whole;
	}

	private static String body(String fields) {
		return "{\"model\":\"" + MODEL + "\"," + fields
				+ "\"messages\":[{\"role\":\"user\",\"content\":\"What is the weather in Paris, and what time is it?\"}]}";
	}

}
