package io.github.shimmy4j.engine;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.contract.ShimmyProcess;
import io.github.shimmy4j.engine.schema.AnswerSchema;
import io.github.shimmy4j.engine.schema.RandomSchemas;

import static org.assertj.core.api.Assertions.assertThat;

/** Schemas of clients, enforced by llama.cpp. */
class HeldAnswersTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String MODEL = "tiny";

	private static final Duration SOON = Duration.ofSeconds(30);

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

	/** Six of the first schemas ended the process, which is a crash loop. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{\"type\":\"integer\",\"minimum\":5,\"maximum\":1}|/minimum", "{\"$ref\":\"#\"}|schema",
					"{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}|/anyOf", "{\"pattern\":\"^(?:foo)$\"}|/pattern",
					"{\"type\":\"string\",\"minLength\":1000000000}|/minLength",
					"{\"minItems\":3,\"maxItems\":2}|/minItems", "{\"uniqueItems\":true}|/uniqueItems",
					"{\"$ref\":\"http://127.0.0.1:1/x\"}|/$ref",
					// The vocabulary of this model lacks the byte F1.
					"{\"const\":\"\\ud8c0\\udd23\"}|U+40123" })
	void schemaThatCannotBeHeldIsRefusedAsOftenAsItComes(String schema, String place) throws Exception {
		for (int i = 0; i < 6; i++) {
			HttpResponse<String> response = ask(JSON.readTree(schema), 5, false);
			assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
			assertThat(JSON.readTree(response.body()).at("/error/message").asString()).contains(place);
		}
		assertAlive();
	}

	/** Short ones: a small model on a busy machine takes its time. */
	@ParameterizedTest
	@ValueSource(strings = { "{\"enum\":[\"a\\\"b\"]}", "{\"enum\":[\"C:\\\\t\"]}", "{\"const\":\"\\n\\u0000\"}",
			"{\"const\":\"\\ud800\"}", "{\"properties\":{\"\\\"\\\\\":{\"const\":1}},\"required\":[\"\\\"\\\\\"]}",
			"{\"type\":\"integer\",\"minimum\":96,\"maximum\":103}",
			"{\"type\":\"array\",\"items\":{\"$ref\":\"#\"},\"maxItems\":1}",
			"{\"type\":\"string\",\"minLength\":2,\"maxLength\":2}" })
	void answerFollowsItsSchema(String text) throws Exception {
		JsonNode schema = JSON.readTree(text);
		HttpResponse<String> response = ask(schema, 24, false);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		JsonNode choice = JSON.readTree(response.body()).at("/choices/0");
		if (!choice.path("finish_reason").asString().equals("length")) {
			assertThat(AnswerSchema.of(schema).violation(choice.at("/message/content").asString())).isNull();
		}
		assertThat(choice.at("/message/content").asString()).matches("(?s)[\\[{\"0-9].*");
	}

	/** The check of an answer finds what a grammar cannot enforce. */
	@Test
	void wholeAnswerThatDoesNotFollowItsSchemaFails() throws Exception {
		JsonNode schema = JSON.readTree("{\"oneOf\":[{\"const\":7},{\"enum\":[7]}]}");
		HttpResponse<String> response = ask(schema, 5, false);
		assertThat(response.statusCode()).isEqualTo(422);
		assertThat(JSON.readTree(response.body()).at("/error/code").asString()).isEqualTo("invalid_answer");
		assertThat(ask(schema, 5, true).body()).contains("\"code\":\"invalid_answer\"")
			.doesNotContain("\"finish_reason\":\"stop\"")
			.endsWith("data: [DONE]\n\n");
	}

	@Test
	void everyGrammarIsReadByLlamaCpp() throws Exception {
		assertThat(tried(new RandomSchemas(3), 15)).isGreaterThan(2);
	}

	@Test
	@Tag("endurance")
	@Timeout(value = 10, unit = TimeUnit.MINUTES)
	void everyGrammarOfManyIsReadByLlamaCpp() throws Exception {
		assertThat(tried(new RandomSchemas(4), 1000)).isGreaterThan(100);
	}

	private static int tried(RandomSchemas schemas, int number) throws Exception {
		int held = 0;
		for (int i = 0; i < number; i++) {
			JsonNode schema = (i % 3 > 0) ? schemas.sensible() : schemas.hostile();
			HttpResponse<String> response = ask(schema, 1 + i % 3, false);
			assertThat(response.statusCode()).as("%s: %s", schema, response.body())
				.isIn(overlaps(schema) ? List.of(200, 400, 422) : List.of(200, 400));
			held += (response.statusCode() == 200) ? 1 : 0;
		}
		assertThat(engine.err()).doesNotContain("error parsing grammar", "left recursion");
		assertAlive();
		return held;
	}

	private static boolean overlaps(JsonNode schema) {
		return schema.toString().contains("\"oneOf\"");
	}

	private static void assertAlive() {
		assertThat(engine.process().isAlive()).as(engine.toString()).isTrue();
		// The answer can arrive before its slot is free.
		Eventually.holds(SOON, () -> busySlots() == 0, engine::toString);
	}

	private static int busySlots() {
		try {
			return JSON.readTree(engine.get("/health").body()).at("/slots/busy").asInt();
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(engine.toString(), ex);
		}
	}

	private static HttpResponse<String> ask(JsonNode schema, int maxTokens, boolean stream) throws Exception {
		ObjectNode request = JsonNodeFactory.instance.objectNode()
			.put("model", MODEL)
			.put("max_tokens", maxTokens)
			.put("temperature", 0)
			.put("stream", stream);
		request.putArray("messages").addObject().put("role", "user").put("content", "Answer with JSON.");
		request.putObject("response_format").put("type", "json_schema").putObject("json_schema").set("schema", schema);
		// Half a pair of surrogates can only travel as an escape.
		return engine.chat(JSON.writeValueAsString(request).replace("\ud800\"", "\\ud800\""));
	}

}
