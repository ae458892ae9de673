package io.github.shimmy4j.engine.http;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Embeddings over HTTP. */
class EmbeddingsRouteTests {

	private final ServerUnderTest server = new ServerUnderTest();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void embeddingsComeAsNumbersOrBytes() throws Exception {
		this.server.model.embeds = true;
		JsonNode numbers = JsonMapper.shared()
			.readTree(this.server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"ab\",\"a b c\"]}").body());
		assertThat(numbers.at("/data/1/embedding").toString()).isEqualTo("[5.0,0.5]");
		assertThat(numbers.at("/usage/prompt_tokens").asInt()).isEqualTo(6);
		JsonNode bytes = JsonMapper.shared()
			.readTree(this.server
				.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"ab\",\"encoding_format\":\"base64\"}")
				.body());
		assertThat(bytes.at("/data/0/embedding").asString()).isEqualTo("AAAAQAAAAD8=");
		assertThat(this.server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[]}").statusCode()).isEqualTo(400);
		assertThat(this.server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[1]}").statusCode()).isEqualTo(400);
		assertThat(this.server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"\"]}").statusCode())
			.isEqualTo(400);
	}

	/** As OpenAI does it: the first numbers, scaled to the length 1. */
	@ParameterizedTest
	@CsvSource({ "1,[1.0]", "2,'[0.6,0.8]'", "3,'[0.6,0.8,0.0]'" })
	void vectorIsShortenedAndScaled(int dimensions, String vector) throws Exception {
		this.server.model.embeds = true;
		this.server.model.vector = new float[] { 0.6f, 0.8f, 0 };
		JsonNode answer = JsonMapper.shared().readTree(embed("\"input\":\"ab\",\"dimensions\":" + dimensions).body());
		assertThat(answer.at("/data/0/embedding")).hasToString(vector);
	}

	@Test
	void vectorOfZerosStaysOne() {
		assertThat(ShortVector.of(new float[] { 0, 0, 3 }, 2)).containsExactly(0, 0);
	}

	@Test
	void shortenedVectorComesAsBytesToo() throws Exception {
		this.server.model.embeds = true;
		this.server.model.vector = new float[] { 0, -2, 7 };
		assertThat(embed("\"input\":\"ab\",\"dimensions\":2,\"encoding_format\":\"base64\"").body())
			.contains("\"embedding\":\"AAAAAAAAgL8=\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"\"input\":\"ab\",\"dimensions\":4|dimensions|invalid_dimensions|at most 3 with this model, not 4",
			"\"input\":\"ab\",\"dimensions\":0|dimensions|invalid_dimensions|at least 1",
			"\"input\":\"ab\",\"dimensions\":\"2\"|dimensions|invalid_type|expected an integer",
			"\"input\":\"ab\",\"dimensions\":1.5|dimensions|invalid_type|expected an integer",
			"\"input\":[1,2]|input|unsupported_value|arrays of tokens",
			"\"input\":[[1,2]]|input|unsupported_value|arrays of tokens",
			"\"input\":7|input|invalid_type|expected a string", "\"input\":null|input|invalid_type|expected a string",
			"\"input\":[\"a\",null]|input|invalid_type|expected a string",
			"\"dimensions\":1|input|missing_required_parameter|missing field",
			"\"input\":\"a\",\"encoding_format\":\"int8\"|encoding_format|invalid_value|float, base64",
			"\"input\":\"a\",\"encoding_format\":7|encoding_format|invalid_type|expected a string" })
	void fieldIsJudged(String fields, String param, String code, String words) throws Exception {
		this.server.model.embeds = true;
		this.server.model.vector = new float[] { 1, 0, 0 };
		HttpResponse<String> response = embed(fields);
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode error = JsonMapper.shared().readTree(response.body()).path("error");
		assertThat(error.path("param").asString()).isEqualTo(param);
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("message").asString()).contains(words);
	}

	@Test
	void textOverTheContextIsRefusedByName() throws Exception {
		this.server.model.embeds = true;
		HttpResponse<String> response = embed("\"input\":\"" + "word ".repeat(100) + "\"");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("context_length_exceeded", "\"param\":\"input\"");
	}

	private HttpResponse<String> embed(String fields) throws Exception {
		return this.server.post("/v1/embeddings", "{\"model\":\"m\"," + fields + "}");
	}

}
