package io.github.shimmy4j.gateway.ollama;

import java.util.List;

import io.github.shimmy4j.protocol.ollama.FieldTable;
import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class OllamaSchemasTests {

	@ParameterizedTest
	@EnumSource(names = { "CHAT", "GENERATE", "EMBED", "EMBEDDINGS", "SHOW", "PULL" })
	void schemaHasEachFieldThatIsNotRefused(FieldTable table) {
		JsonNode schema = OllamaSchemas.of(table);
		List<String> accepted = table.rules()
			.stream()
			.filter((rule) -> rule.treatment() != Treatment.REFUSED)
			.map(FieldRule::field)
			.toList();
		assertThat(schema.path("properties").propertyNames()).containsExactlyElementsOf(accepted);
		assertThat(schema.at("/properties/model/minLength").asInt()).isOne();
		assertThat(schema.path("required")).hasToString("[\"model\"]");
		schema.path("properties").forEach((field) -> assertThat(field.path("description").asString()).isNotEmpty());
	}

	@ParameterizedTest
	@EnumSource(names = "CHAT")
	void messagesHaveARole(FieldTable table) {
		JsonNode message = OllamaSchemas.of(table).at("/properties/messages/items");
		assertThat(message.path("required")).hasToString("[\"role\"]");
		assertThat(message.at("/properties/role/enum")).hasSize(4);
	}

}
