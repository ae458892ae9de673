package io.github.shimmy4j.protocol.ollama;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import io.github.shimmy4j.protocol.field.RequestObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** No field is forgotten, and none is dropped in silence. */
class FieldTableTests {

	/** The fields in api/types.go of Ollama 0.32, and the options that it had before. */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					CHAT       | model messages stream format keep_alive tools options think truncate shift _debug_render_only logprobs top_logprobs
					GENERATE   | model prompt suffix system template context stream raw format keep_alive images options think truncate shift _debug_render_only logprobs top_logprobs
					MESSAGE    | role content thinking images tool_calls tool_name tool_call_id
					CALL       | id type function
					CALLED     | index name arguments
					TOOL       | type items function
					FUNCTION   | name description parameters
					OPTIONS    | num_keep seed num_predict top_k top_p min_p typical_p repeat_last_n temperature repeat_penalty presence_penalty frequency_penalty stop num_ctx num_batch num_gpu main_gpu use_mmap num_thread draft_num_predict numa low_vram f16_kv use_mlock vocab_only logits_all embedding_only penalize_newline mirostat mirostat_eta mirostat_tau tfs_z
					EMBED      | model input keep_alive truncate dimensions options
					EMBEDDINGS | model prompt keep_alive options
					SHOW       | model name system template verbose options
					PULL       | model name insecure username password stream
					""")
	void eachFieldOfTheProtocolHasARule(FieldTable table, String fields) {
		assertThat(table.rules()).extracting(FieldRule::field).containsExactlyInAnyOrder(fields.split(" "));
		assertThat(table.rules()).allSatisfy((rule) -> assertThat(rule.note()).isNotBlank());
	}

	static Stream<FieldRule> refused() {
		return Stream.of(FieldTable.CHAT, FieldTable.GENERATE)
			.flatMap((table) -> table.rules().stream())
			.filter((rule) -> rule.treatment() == Treatment.REFUSED);
	}

	@ParameterizedTest
	@MethodSource("refused")
	void requestThatUsesARefusedFieldIsRefusedWithTheReason(FieldRule rule) {
		for (String value : List.of("true", "1", "'a'", "[1]")) {
			InvalidFieldException failure = OllamaRequestTests.refused("generate",
					"{'model':'tiny','prompt':'Hi','%s':%s}".formatted(rule.field(), value));
			assertThat(failure).hasMessageStartingWith(rule.field() + " is ")
				.hasMessageEndingWith(", which is not supported: " + rule.note());
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
		}
		for (String value : List.of("false", "0", "''", "[]", "{}", "null")) {
			String body = "{'model':'tiny','prompt':'Hi','%s':%s}".formatted(rule.field(), value);
			assertThat(OllamaRequest.generate(OllamaRequestTests.json(body)).fields().unknown()).isEmpty();
		}
	}

	@Test
	void optionsWithoutEffectAreReported() {
		List<String> names = FieldTable.OPTIONS.rules()
			.stream()
			.filter((rule) -> rule.treatment() == Treatment.WITHOUT_EFFECT)
			.map(FieldRule::field)
			.toList();
		String options = names.stream().map((name) -> "'" + name + "':1").collect(Collectors.joining(","));
		FieldReport report = OllamaRequest
			.chat(OllamaRequestTests.json("{'model':'a','keep_alive':'5m','options':{" + options + "}}"))
			.fields();
		assertThat(report.unknown()).isEmpty();
		assertThat(report.withoutEffect()).contains("keep_alive")
			.containsAll(names.stream().map((name) -> "options." + name).toList());
	}

	@Test
	void unknownFieldsAreReportedOnceEach() {
		FieldReport report = OllamaRequest.chat(OllamaRequestTests.json("""
				{'model':'a','user':'me','messages':[{'role':'user','name':'me'},{'role':'user','name':'you'},
				{'role':'assistant','tool_calls':[{'function':{'name':'b','x':1}}]}],'options':{'grammar':'\\n'},
				'tools':[{'function':{'name':'b','strict':true}}]}""")).fields();
		assertThat(report.unknown()).containsExactlyInAnyOrder("user", "messages[].name",
				"messages[].tool_calls[].function.x", "options.grammar", "tools[].function.strict");
		assertThat(report.withoutEffect()).isEmpty();
	}

	@Test
	void reportOfAHostileRequestIsShort() {
		String fields = IntStream.range(0, 1000)
			.mapToObj((each) -> "'%s\\n%d':1".formatted("x".repeat(500), each))
			.collect(Collectors.joining(",", "{'model':'a',", ",'y\\n':1}"));
		List<String> unknown = OllamaRequest.chat(OllamaRequestTests.json(fields)).fields().unknown();
		assertThat(unknown.size()).isLessThanOrEqualTo(32);
		assertThat(unknown).allSatisfy((path) -> assertThat(path).hasSizeLessThan(220).doesNotContain("\n"));
	}

	@Test
	void parserCannotReadAFieldWithoutARule() {
		RequestObject request = RequestObject.body(OllamaRequestTests.json("{}"), FieldTable.PULL,
				new FieldReport.Collector());
		assertThatIllegalStateException().isThrownBy(() -> request.get("source"))
			.withMessage("PULL has no field 'source'");
	}

	/**
	 * A mapped field that nobody reads would be dropped: each wrong value must be seen.
	 */
	@ParameterizedTest
	@MethodSource("mapped")
	void eachMappedFieldIsRead(FieldTable table, String body, String field) {
		String json = body.formatted("'" + field + "':[[7]]");
		assertThat(catchThrowableOfType(InvalidFieldException.class, () -> parse(table, json))).as(json)
			.isNotNull()
			.extracting(InvalidFieldException::field)
			.asString()
			.contains(field);
	}

	static Stream<Object[]> mapped() {
		String call = "{'model':'a','messages':[{'role':'assistant','tool_calls':[%s]}]}";
		return Stream
			.of(row(FieldTable.CHAT, "{'model':'a',%s}"), row(FieldTable.GENERATE, "{'model':'a',%s}"),
					row(FieldTable.MESSAGE, "{'model':'a','messages':[{'role':'assistant',%s}]}"),
					row(FieldTable.CALL, call.formatted("{'function':{'name':'b'},%s}")),
					row(FieldTable.CALLED, call.formatted("{'function':{'name':'b',%s}}")),
					row(FieldTable.TOOL, "{'model':'a','tools':[{'function':{'name':'b'},%s}]}"),
					row(FieldTable.FUNCTION, "{'model':'a','tools':[{'function':{'name':'b',%s}}]}"),
					row(FieldTable.OPTIONS, "{'model':'a','options':{%s}}"), row(FieldTable.EMBED, "{'model':'a',%s}"),
					row(FieldTable.EMBEDDINGS, "{'model':'a',%s}"), row(FieldTable.SHOW, "{'model':'a',%s}"),
					row(FieldTable.PULL, "{'model':'a',%s}"))
			.flatMap((rows) -> rows);
	}

	private static Stream<Object[]> row(FieldTable table, String body) {
		return table.rules()
			.stream()
			.filter((rule) -> rule.treatment() == Treatment.MAPPED)
			.map((rule) -> new Object[] { table, body, rule.field() });
	}

	private static void parse(FieldTable table, String json) {
		switch (table) {
			case GENERATE -> OllamaRequest.generate(OllamaRequestTests.json(json));
			case EMBED -> EmbedRequest.embed(OllamaRequestTests.json(json));
			case EMBEDDINGS -> EmbedRequest.embeddings(OllamaRequestTests.json(json));
			case SHOW -> ModelRequest.show(OllamaRequestTests.json(json));
			case PULL -> ModelRequest.pull(OllamaRequestTests.json(json));
			default -> OllamaRequest.chat(OllamaRequestTests.json(json));
		}
	}

}
