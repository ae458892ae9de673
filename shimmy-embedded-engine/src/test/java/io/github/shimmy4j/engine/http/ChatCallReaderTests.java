package io.github.shimmy4j.engine.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.generation.ChatRequest;
import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.engine.schema.AnswerSchema;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ChatCallReaderTests {

	private static final JsonMapper JSON = new JsonMapper();

	@Test
	void readOfTheLeastTakesTheDefaults() {
		assertThat(read("")).isEqualTo(new ChatCall("m", false, false,
				new ChatRequest(List.of(new ChatMessage("user", "Hi")), null, List.of(), Sampling.USUAL),
				AnswerTranslation.NONE));
	}

	@Test
	void readOfEverythingTakesEverything() {
		ChatCall call = read("""
				"stream":true,"stream_options":{"include_usage":true},"max_tokens":7,"stop":["a","b"],"temperature":1,
				"top_p":0.5,"seed":9,"frequency_penalty":0.25,"presence_penalty":-0.25,
				"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"const":1}}},""");
		AnswerSchema schema = call.request().sampling().schema();
		assertThat(call).isEqualTo(new ChatCall("m", true, true, new ChatRequest(List.of(new ChatMessage("user", "Hi")),
				7, List.of("a", "b"), new Sampling(1, 0.5, 9, 0.25, -0.25, schema)), AnswerTranslation.NONE));
		assertThat(schema.violation("1")).isNull();
		assertThat(schema.violation("2")).isNotNull();
	}

	@Test
	void readPrefersTheNewerNameOfTheLimit() {
		assertThat(read("\"max_tokens\":7,\"max_completion_tokens\":5,").request().maxTokens()).isEqualTo(5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"stream\":null,", "\"max_tokens\":null,", "\"tools\":[],", "\"tools\":null,",
			"\"tool_choice\":\"none\",", "\"tool_choice\":\"auto\",", "\"parallel_tool_calls\":true,", "\"n\":1,",
			"\"logprobs\":false,", "\"modalities\":[\"text\"],", "\"logit_bias\":{},",
			"\"response_format\":{\"type\":\"text\"},", "\"user\":\"me\",", "\"unknown\":[[]],",
			"\"stream_options\":{}," })
	void readPassesOverWhatChangesNothing(String field) {
		assertThat(read(field).request().sampling()).isEqualTo(Sampling.USUAL);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "\"functions\":[{}],|functions", "\"function_call\":\"x\",|function_call", "\"n\":2,|n",
					"\"logprobs\":true,|logprobs", "\"top_logprobs\":2,|top_logprobs",
					"\"logit_bias\":{\"7\":1},|logit_bias", "\"audio\":{\"voice\":\"x\"},|audio",
					"\"modalities\":[\"text\",\"audio\"],|modalities" })
	void readRefusesWhatTheEngineCannotDo(String field, String param) {
		JsonNode error = refusal(field, 400);
		assertThat(error.path("code").asString()).isEqualTo("unsupported_parameter");
		assertThat(error.path("param").asString()).isEqualTo(param);
		assertThat(error.path("message").asString()).contains(param);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "\"max_tokens\":0,|invalid_max_tokens",
			"\"max_tokens\":-1,|invalid_max_tokens", "\"max_completion_tokens\":0,|invalid_max_completion_tokens",
			"\"temperature\":-0.1,|invalid_value", "\"temperature\":2.1,|invalid_value", "\"top_p\":1.5,|invalid_value",
			"\"frequency_penalty\":3,|invalid_value", "\"presence_penalty\":-3,|invalid_value",
			"\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\"],|invalid_stop",
			"\"response_format\":{\"type\":\"grammar\"},|unsupported_response_format",
			"\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"anyOf\":[{\"maxItems\":50000}]}}},|invalid_schema" })
	void readRefusesValuesOutOfRange(String field, String code) {
		assertThat(refusal(field, 400).path("code").asString()).isEqualTo(code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"max_tokens\":1.5,", "\"max_tokens\":\"7\",", "\"max_tokens\":[],", "\"seed\":true,",
			"\"temperature\":\"warm\",", "\"stop\":7,", "\"stop\":[7],", "\"stop\":[null],", "\"stream\":\"yes\",",
			"\"stream_options\":true,", "\"stream_options\":{\"include_usage\":1},", "\"logprobs\":7,", "\"n\":\"1\",",
			"\"modalities\":{},", "\"response_format\":\"json\",", "\"response_format\":{},",
			"\"response_format\":{\"type\":7},", "\"response_format\":{\"type\":\"json_schema\"},",
			"\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}},",
			"\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":[]}}," })
	void readRefusesOtherTypes(String field) {
		assertThat(refusal(field, 400).path("message").asString())
			.startsWith("Failed to deserialize the JSON body into the target type: ");
	}

	@Test
	void readNamesPlaceAndKeywordOfASchemaThatCannotBeHeld() {
		JsonNode error = refusal("""
				"response_format":{"type":"json_schema","json_schema":{"schema":{"properties":{"age":{"type":"integer",
				"minimum":5,"maximum":1}}}}},""", 400);
		assertThat(error.path("code").asString()).isEqualTo("invalid_schema");
		assertThat(error.path("param").asString()).isEqualTo("response_format");
		assertThat(error.path("message").asString()).contains("/properties/age/minimum", "minimum 5", "maximum 1");
	}

	@Test
	void readFoldsAnySeedIntoWhatLlamaCppTakes() {
		assertThat(read("\"seed\":-1,").request().sampling().seed()).isNotNegative();
		assertThat(read("\"seed\":123456789012345678901234567890,").request().sampling().seed()).isNotNegative();
		assertThat(read("\"seed\":7,").request().sampling().seed()).isEqualTo(7);
	}

	private static ChatCall read(String fields) {
		return ChatCallReader.read(
				JSON.readTree("{\"model\":\"m\"," + fields + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"),
				1);
	}

	private static JsonNode refusal(String fields, int status) {
		RefusedException refused = catchThrowableOfType(RefusedException.class, () -> read(fields));
		assertThat(refused).as("refused").isNotNull();
		assertThat(refused.reply().status()).isEqualTo(status);
		return JSON.readTree(refused.reply().body()).path("error");
	}

}
