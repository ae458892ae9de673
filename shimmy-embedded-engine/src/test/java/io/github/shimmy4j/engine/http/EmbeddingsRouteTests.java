package io.github.shimmy4j.engine.http;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
		assertThat(this.server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[1]}").statusCode()).isEqualTo(422);
		assertThat(this.server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"\"]}").statusCode())
			.isEqualTo(400);
	}

}
