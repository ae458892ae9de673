package io.github.shimmy4j.engine.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.generation.TextRequest;
import io.github.shimmy4j.engine.model.Sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CompletionCallReaderTests {

	private static final JsonMapper JSON = new JsonMapper();

	@Test
	void readOfTheLeastTakesTheDefaults() {
		assertThat(read("\"prompt\":\"Hi\"")).isEqualTo(
				new CompletionCall("m", false, false, false, new TextRequest("Hi", 16, List.of(), Sampling.USUAL)));
	}

	@Test
	void readOfEverythingTakesEverything() {
		assertThat(read("""
				"prompt":["Hi"],"stream":true,"stream_options":{"include_usage":true},"echo":true,"max_tokens":7,
				"stop":["a","b"],"temperature":1,"top_p":0.5,"seed":9,"frequency_penalty":0.25,
				"presence_penalty":-0.25""")).isEqualTo(new CompletionCall("m", true, true, true,
				new TextRequest("Hi", 7, List.of("a", "b"), new Sampling(1, 0.5, 9, 0.25, -0.25, null))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"n\":1", "\"best_of\":1", "\"suffix\":\"\"", "\"suffix\":null", "\"logprobs\":null",
			"\"logit_bias\":{}", "\"echo\":false", "\"user\":\"me\"", "\"unknown\":[[]]", "\"max_tokens\":null" })
	void readPassesOverWhatChangesNothing(String field) {
		assertThat(read("\"prompt\":\"Hi\"," + field).request())
			.isEqualTo(new TextRequest("Hi", 16, List.of(), Sampling.USUAL));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "\"n\":2|n", "\"best_of\":3|best_of", "\"logprobs\":0|logprobs", "\"logprobs\":5|logprobs",
					"\"suffix\":\"}\"|suffix", "\"logit_bias\":{\"7\":1}|logit_bias" })
	void readRefusesWhatTheEngineCannotDo(String field, String param) {
		JsonNode error = refusal("\"prompt\":\"Hi\"," + field);
		assertThat(error.path("code").asString()).isEqualTo("unsupported_parameter");
		assertThat(error.path("param").asString()).isEqualTo(param);
		assertThat(error.path("message").asString()).contains(param);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[1,2,3]", "[[1,2],[3]]", "[0.5]" })
	void readRefusesTokensInWords(String prompt) {
		JsonNode error = refusal("\"prompt\":" + prompt);
		assertThat(error.path("code").asString()).isEqualTo("unsupported_value");
		assertThat(error.path("param").asString()).isEqualTo("prompt");
		assertThat(error.path("message").asString()).contains("arrays of tokens are not supported, send the text");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "[\"a\",\"b\"]|2", "[]|0" })
	void readRefusesOtherThanOneText(String prompt, String count) {
		JsonNode error = refusal("\"prompt\":" + prompt);
		assertThat(error.path("code").asString()).isEqualTo("unsupported_value");
		assertThat(error.path("message").asString()).contains("one text, not " + count);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "\"prompt\":7|prompt", "\"prompt\":null|prompt",
			"\"prompt\":{}|prompt", "\"prompt\":[null]|prompt", "\"prompt\":[{}]|prompt", "\"prompt\":true|prompt",
			"\"prompt\":\"a\",\"max_tokens\":\"x\"|max_tokens", "\"prompt\":\"a\",\"max_tokens\":1.5|max_tokens",
			"\"prompt\":\"a\",\"stream\":\"yes\"|stream", "\"prompt\":\"a\",\"stream_options\":true|stream_options",
			"\"prompt\":\"a\",\"stream_options\":{\"include_usage\":1}|stream_options.include_usage",
			"\"prompt\":\"a\",\"echo\":1|echo", "\"prompt\":\"a\",\"n\":\"1\"|n",
			"\"prompt\":\"a\",\"best_of\":[]|best_of", "\"prompt\":\"a\",\"suffix\":7|suffix",
			"\"prompt\":\"a\",\"stop\":7|stop", "\"prompt\":\"a\",\"stop\":[7]|stop",
			"\"prompt\":\"a\",\"temperature\":\"warm\"|temperature", "\"prompt\":\"a\",\"top_p\":{}|top_p",
			"\"prompt\":\"a\",\"seed\":1.5|seed", "\"prompt\":\"a\",\"frequency_penalty\":[]|frequency_penalty",
			"\"prompt\":\"a\",\"presence_penalty\":true|presence_penalty" })
	void readRefusesOtherTypesByName(String fields, String param) {
		JsonNode error = refusal(fields);
		assertThat(error.path("code").asString()).isEqualTo("invalid_type");
		assertThat(error.path("param").asString()).isEqualTo(param);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "\"max_tokens\":0|invalid_max_tokens", "\"max_tokens\":-1|invalid_max_tokens",
					"\"temperature\":2.1|invalid_value", "\"top_p\":-1|invalid_value", "\"n\":0|invalid_n",
					"\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\"]|invalid_stop" })
	void readRefusesValuesOutOfRange(String field, String code) {
		assertThat(refusal("\"prompt\":\"a\"," + field).path("code").asString()).isEqualTo(code);
	}

	@Test
	void readNamesTheFieldThatIsMissing() {
		JsonNode error = refusal("\"max_tokens\":1");
		assertThat(error.path("code").asString()).isEqualTo("missing_required_parameter");
		assertThat(error.path("param").asString()).isEqualTo("prompt");
	}

	private static CompletionCall read(String fields) {
		return CompletionCallReader.read(JSON.readTree("{\"model\":\"m\"," + fields + "}"));
	}

	private static JsonNode refusal(String fields) {
		RefusedException refused = catchThrowableOfType(RefusedException.class, () -> read(fields));
		assertThat(refused).as("refused").isNotNull();
		assertThat(refused.reply().status()).isEqualTo(400);
		return JSON.readTree(refused.reply().body()).path("error");
	}

}
