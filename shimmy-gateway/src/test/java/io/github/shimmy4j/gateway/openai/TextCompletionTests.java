package io.github.shimmy4j.gateway.openai;

import java.net.http.HttpResponse;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code /v1/completions}: llama-server ignores some of its fields without a word. */
@ExtendWith(SharedGateway.class)
class TextCompletionTests {

	private final FakeGateway gateway;

	TextCompletionTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	private HttpResponse<String> complete(String fields) {
		return this.gateway.post("/v1/completions", "{\"prompt\":\"Once upon\",\"max_tokens\":5%s}".formatted(fields));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "\"suffix\":\"end\" | suffix | leave it out", "\"best_of\":2 | best_of | leave it out",
					"\"echo\":1 | echo | true or false", "\"logprobs\":true | logprobs | a whole number from 0 to 20",
					"\"logprobs\":21 | logprobs | a whole number from 0 to 20",
					"\"echo\":true,\"logprobs\":1 | echo | leave out echo or logprobs",
					"\"n\":2 | n | several choices" })
	void whatNobodyCanDoIsRefusedByName(String field, String param, String words) {
		HttpResponse<String> refused = complete("," + field);
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		JsonNode error = FakeGateway.json(refused).path("error");
		assertThat(error.path("param").asString()).isEqualTo(param);
		assertThat(error.path("message").asString()).contains(words);
	}

}
