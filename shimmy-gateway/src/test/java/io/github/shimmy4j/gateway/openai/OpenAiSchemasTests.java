package io.github.shimmy4j.gateway.openai;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The schemas of OpenAI's bodies in {@code /openapi.json}. */
class OpenAiSchemasTests {

	@Test
	void messageOfAChatHasARole() {
		JsonNode message = ChatParameters.schema().at("/properties/messages/items");
		assertThat(message.path("required")).hasToString("[\"role\"]");
		assertThat(message.at("/properties/role/enum").toString()).contains("developer", "tool");
	}

	@Test
	void textHasAPromptAndNoneOfAChatsFields() {
		JsonNode schema = TextParameters.schema();
		assertThat(schema.path("required")).hasToString("[\"prompt\"]");
		assertThat(schema.path("properties").propertyNames())
			.contains("prompt", "max_tokens", "stream", "echo", "logprobs")
			.doesNotContain("messages", "tools", "response_format", "suffix");
	}

	@Test
	void vectorsNeedAnInput() {
		assertThat(TextParameters.schemaOfEmbeddings().path("required")).hasToString("[\"input\"]");
	}

}
