package io.github.shimmy4j.gateway.claude;

import io.github.shimmy4j.protocol.claude.ClaudeFields;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The schemas of Claude's bodies in {@code /openapi.json}. */
class ClaudeSchemaTests {

	private final JsonNode answered = ClaudeSchema.of(true);

	private final JsonNode counted = ClaudeSchema.of(false);

	@Test
	void limitIsRequiredForAnAnswerOnly() {
		assertThat(this.answered.path("required")).hasToString("[\"model\",\"messages\",\"max_tokens\"]");
		assertThat(this.answered.at("/properties/max_tokens/type")).hasToString("[\"integer\"]");
		assertThat(this.counted.path("required")).hasToString("[\"model\",\"messages\"]");
		assertThat(this.counted.at("/properties/max_tokens/type")).hasToString("[\"integer\",\"null\"]");
	}

	@Test
	void everyFieldOfTheTableIsDescribedUnlessItIsRefused() {
		ClaudeFields.REQUEST.rules()
			.forEach((rule) -> assertThat(
					this.answered.path("properties").path(rule.field()).path("description").asString(""))
				.isEqualTo((rule.treatment() == Treatment.REFUSED) ? "" : rule.note()));
	}

	@Test
	void eachRoleHasItsBlocks() {
		JsonNode messages = this.answered.at("/properties/messages/items/anyOf");
		assertThat(messages.valueStream().map((each) -> each.at("/properties/role/enum/0").asString()))
			.containsExactly("user", "assistant", "system");
		assertThat(types(messages.get(0)))
			.contains("text", "image", "document", "search_result", "tool_result", "tool_reference")
			.doesNotContain("tool_use", "thinking", "server_tool_use");
		assertThat(types(messages.get(1))).contains("text", "tool_use", "thinking", "redacted_thinking")
			.doesNotContain("image", "tool_result");
		assertThat(types(messages.get(2))).contains("text").doesNotContain("image", "tool_use");
	}

	private static String types(JsonNode message) {
		return message.at("/properties/content/items").findValues("enum").toString();
	}

	@Test
	void toolsAndTheirChoiceHaveTheirForm() {
		assertThat(this.answered.at("/properties/tools/items/required")).hasToString("[\"name\",\"input_schema\"]");
		assertThat(this.answered.at("/properties/tool_choice/properties/type/enum"))
			.hasToString("[\"auto\",\"any\",\"tool\",\"none\"]");
		assertThat(this.answered.at("/properties/output_config/properties/format/required"))
			.hasToString("[\"type\",\"schema\"]");
		assertThat(this.answered.at("/properties/system/type")).hasToString("[\"array\",\"string\",\"null\"]");
	}

}
