package io.github.shimmy4j.gateway.responses;

import java.util.List;

import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import io.github.shimmy4j.protocol.responses.ResponsesFields;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The schema of the Responses API's requests in {@code /openapi.json}. */
class ResponsesSchemaTests {

	private final JsonNode request = ResponsesSchema.request();

	private final JsonNode items = this.request.at("/properties/input/anyOf/1/items/anyOf");

	private static List<String> types(JsonNode forms) {
		return forms.valueStream().map((form) -> form.at("/properties/type/enum/0").asString("")).distinct().toList();
	}

	@Test
	void everyFieldOfTheTableIsDescribedUnlessItIsRefused() {
		ResponsesFields.REQUEST.rules()
			.forEach((rule) -> assertThat(
					this.request.path("properties").path(rule.field()).path("description").asString(""))
				.isEqualTo((rule.treatment() == Treatment.REFUSED) ? "" : rule.note()));
	}

	@Test
	void everyTypeOfItemHasItsFormUnlessItIsRefused() {
		assertThat(types(this.items)).containsExactlyInAnyOrderElementsOf(ResponsesFields.ITEM.rules()
			.stream()
			.filter((rule) -> rule.treatment() != Treatment.REFUSED)
			.map(FieldRule::field)
			.toList());
	}

	@Test
	void everyRoleHasItsParts() {
		assertThat(this.items.valueStream()
			.filter((form) -> form.at("/properties/role").isObject())
			.map((form) -> form.at("/properties/role/enum").toString()
					+ types(form.at("/properties/content/items/anyOf"))))
			.containsExactly("[\"user\"][input_text, output_text, input_image]",
					"[\"assistant\"][output_text, input_text, refusal]",
					"[\"system\",\"developer\"][input_text, output_text, refusal]");
	}

	@Test
	void toolsOfEveryFormAreTold() {
		JsonNode tools = this.request.at("/properties/tools/items/anyOf");
		assertThat(types(tools)).containsExactly("function", "custom", "namespace", "");
		assertThat(tools.at("/3/properties/type/not/enum")).hasToString("[\"function\",\"custom\",\"namespace\"]");
		assertThat(types(tools.at("/2/properties/tools/items/anyOf"))).containsExactly("function", "custom", "");
		assertThat(tools.at("/0/properties/parameters").has("maxProperties")).isFalse();
	}

	@Test
	void choiceAndFormOfTheAnswerAreTold() {
		assertThat(this.request.at("/properties/tool_choice/anyOf/0/enum"))
			.hasToString("[\"auto\",\"none\",\"required\",\"\",null]");
		assertThat(types(this.request.at("/properties/tool_choice/anyOf"))).containsExactly("", "function",
				"allowed_tools");
		assertThat(types(this.request.at("/properties/text/properties/format/anyOf"))).containsExactly("", "text",
				"json_object", "json_schema");
		assertThat(this.request.at("/properties/reasoning/properties/effort/enum").toString()).contains("\"none\"");
	}

}
