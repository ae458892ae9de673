package io.github.shimmy4j.gateway.responses;

import java.util.List;

import io.github.shimmy4j.gateway.http.BodySchema;
import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import io.github.shimmy4j.protocol.responses.ResponsesFields;
import io.github.shimmy4j.protocol.responses.ResponsesValues;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON schemas of the Responses API. Bodies that do not follow them are refused, so a
 * field has a type only where it is always checked. A field that is null is absent.
 */
final class ResponsesSchema {

	private static final String TYPE = "type";

	private static final String NAME = "name";

	private static final String CONTENT = "content";

	private static final String CALL_ID = "call_id";

	private static final String NAMESPACE = "namespace";

	private static final String DESCRIPTION = "description";

	private static final String TEXT = "text";

	private static final String NULL = "null";

	private static final String STRING = "string";

	private static final String OBJECT = "object";

	private static final String MINIMUM = "minimum";

	private static final String ENUM = "enum";

	private ResponsesSchema() {
	}

	/** The schema of a request's body. */
	static ObjectNode request() {
		BodySchema request = BodySchema.object("input").described(ResponsesFields.REQUEST);
		request.put("input", BodySchema.anyOf(BodySchema.filledText(), items()));
		request.optionalTexts("model", "instructions", "previous_response_id");
		request.property("previous_response_id").put("minLength", 1);
		request.flags("stream", "store", "parallel_tool_calls");
		request.types("max_output_tokens", "integer", NULL).put(MINIMUM, 1).put("maximum", Integer.MAX_VALUE);
		request.types("temperature", "number", NULL).put(MINIMUM, 0);
		request.types("top_p", "number", NULL).put(MINIMUM, 0).put("maximum", 1);
		optional(request, "truncation", ResponsesValues.TRUNCATION);
		request.types("metadata", OBJECT, NULL);
		request.list("include", JsonMapper.shared().createObjectNode().put(TYPE, STRING), NULL);
		request.list("tools", tool(true), NULL);
		request.put("tool_choice", choice());
		answer(request);
		return request.json();
	}

	/** A text of these, where an empty one is absent, too. */
	private static void optional(BodySchema schema, String name, String... texts) {
		schema.oneOf(name, texts).withArray(ENUM).add("").addNull();
	}

	private static void optional(BodySchema schema, String name, ResponsesValues values) {
		optional(schema, name, texts(values));
	}

	private static String[] texts(ResponsesValues values) {
		return values.texts().toArray(String[]::new);
	}

	private static void answer(BodySchema request) {
		BodySchema reasoning = request.inner("reasoning", ResponsesFields.REASONING);
		optional(reasoning, "effort", ResponsesValues.EFFORT);
		optional(reasoning, "summary", ResponsesValues.SUMMARY);
		BodySchema text = request.inner(TEXT, ResponsesFields.TEXT);
		BodySchema schema = BodySchema.typed("json_schema", "schema").described(ResponsesFields.FORMAT);
		schema.types("schema", OBJECT);
		ObjectNode none = JsonMapper.shared().createObjectNode().put(TYPE, NULL);
		text.put("format", BodySchema.anyOf(none, BodySchema.typed(TEXT).json(), BodySchema.typed("json_object").json(),
				schema.json()));
	}

	private static ObjectNode items() {
		ObjectNode items = JsonMapper.shared().createObjectNode().put(TYPE, "array").put("minItems", 1);
		ArrayNode forms = items.putObject("items").putArray("anyOf");
		forms.add(message(BodySchema.anyOf(text("input_text"), text("output_text"), image()), "user"));
		forms.add(message(BodySchema.anyOf(text("output_text"), text("input_text"), refusal()), "assistant"));
		forms.add(message(BodySchema.anyOf(text("input_text"), text("output_text"), refusal()), "system", "developer"));
		forms.add(call("function_call").optionalTexts("arguments").json());
		forms.add(call("custom_tool_call").optionalTexts("input").json());
		for (String type : List.of("function_call_output", "custom_tool_call_output")) {
			forms.add(result(type, CALL_ID));
			forms.add(result(type, NAME));
		}
		forms.add(reasoning());
		forms.add(BodySchema.typed("item_reference", "id").texts("id").json());
		ResponsesFields.ITEM.rules()
			.stream()
			.filter((rule) -> rule.treatment() == Treatment.WITHOUT_EFFECT)
			.map(FieldRule::field)
			.forEach((type) -> forms.add(BodySchema.typed(type).json()));
		return items;
	}

	private static ObjectNode message(ObjectNode part, String... roles) {
		BodySchema message = BodySchema.object("role", CONTENT);
		optional(message, TYPE, "message");
		message.oneOf("role", roles);
		message.list(CONTENT, part, STRING);
		return message.json();
	}

	private static ObjectNode text(String type) {
		return BodySchema.typed(type, TEXT).texts(TEXT).json();
	}

	private static ObjectNode refusal() {
		return BodySchema.typed("refusal", "refusal").texts("refusal").json();
	}

	private static ObjectNode image() {
		BodySchema image = BodySchema.typed("input_image", "image_url");
		image.types("image_url", STRING).put("pattern", "^(https?://|data:image/[A-Za-z0-9_.+-]{1,40};base64,.)");
		return image.json();
	}

	private static BodySchema call(String type) {
		return BodySchema.typed(type, CALL_ID, NAME).filledTexts(CALL_ID, NAME).optionalTexts(NAMESPACE);
	}

	/**
	 * A result of a call, or what a tool tells uncalled.
	 * @param type its type
	 * @param required names the call or the tool
	 */
	private static ObjectNode result(String type, String required) {
		BodySchema result = BodySchema.typed(type, required, "output").optionalTexts(NAMESPACE, NAME);
		if (required.equals(NAME)) {
			optional(result, CALL_ID);
		}
		result.filledTexts(required);
		result.list("output", BodySchema.anyOf(text("input_text"), text("output_text"), image()), STRING);
		return result.json();
	}

	/** The summary is looked at only if the text is not there, so it has no type. */
	private static ObjectNode reasoning() {
		BodySchema reasoning = BodySchema.typed("reasoning");
		reasoning.list(CONTENT, BodySchema.object().optionalTexts(TYPE, TEXT).json(), NULL);
		return reasoning.json();
	}

	/**
	 * A tool of a type that is known, or one that is skipped.
	 * @param outside whether it is not within a namespace
	 */
	private static ObjectNode tool(boolean outside) {
		BodySchema function = BodySchema.typed("function", NAME).filledTexts(NAME).optionalTexts(DESCRIPTION);
		function.flags("strict").types("parameters", OBJECT, NULL);
		BodySchema custom = BodySchema.typed("custom", NAME).filledTexts(NAME).optionalTexts(DESCRIPTION);
		BodySchema grammar = BodySchema.typed("grammar", "definition").filledTexts("definition");
		ObjectNode none = JsonMapper.shared().createObjectNode().put(TYPE, NULL);
		custom.flags("strict").put("format", BodySchema.anyOf(none, BodySchema.typed(TEXT).json(), grammar.json()));
		if (!outside) {
			return BodySchema.anyOf(function.json(), custom.json(), skipped("function", "custom"));
		}
		BodySchema namespace = BodySchema.typed(NAMESPACE, NAME).filledTexts(NAME).optionalTexts(DESCRIPTION);
		namespace.list("tools", tool(false), NULL);
		return BodySchema.anyOf(function.json(), custom.json(), namespace.json(),
				skipped("function", "custom", NAMESPACE));
	}

	/** A tool of another type than these. */
	private static ObjectNode skipped(String... known) {
		BodySchema skipped = BodySchema.object(TYPE).filledTexts(TYPE);
		ArrayNode types = skipped.property(TYPE).putObject("not").putArray(ENUM);
		List.of(known).forEach(types::add);
		return skipped.json();
	}

	private static ObjectNode choice() {
		BodySchema mode = BodySchema.object();
		optional(mode, "mode", ResponsesValues.TOOL_CHOICE);
		BodySchema named = BodySchema.object(TYPE, NAME).filledTexts(NAME).optionalTexts(NAMESPACE);
		named.oneOf(TYPE, "function", "custom");
		BodySchema allowed = BodySchema.typed("allowed_tools", "mode", "tools");
		allowed.oneOf("mode", texts(ResponsesValues.ALLOWED_TOOLS_MODE));
		allowed.list("tools", BodySchema.anyOf(named.json(), skipped("function", "custom"))).put("minItems", 1);
		return BodySchema.anyOf(mode.property("mode"), named.json(), allowed.json());
	}

	/** The schema of a query parameter. */
	static ObjectNode parameter(String type) {
		return JsonMapper.shared().createObjectNode().put(TYPE, type);
	}

}
