package io.github.shimmy4j.gateway.responses;

import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import io.github.shimmy4j.protocol.responses.ResponsesFields;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON schemas of the Responses API. */
final class ResponsesSchema {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String TYPE = "type";

	private static final String STRING = "string";

	private static final String BOOLEAN = "boolean";

	private static final String OBJECT = "object";

	private static final String ARRAY = "array";

	private static final String ITEMS = "items";

	private ResponsesSchema() {
	}

	/** The schema of a request's body. */
	static ObjectNode request() {
		ObjectNode schema = MAPPER.createObjectNode().put(TYPE, OBJECT);
		schema.putArray("required").add("input");
		ObjectNode properties = schema.putObject("properties");
		ResponsesFields.REQUEST.rules()
			.stream()
			.filter((rule) -> rule.treatment() != Treatment.REFUSED)
			.forEach((rule) -> properties.putObject(rule.field()).put("description", rule.note()));
		for (String field : new String[] { "model", "instructions", "previous_response_id" }) {
			optional(properties, field, STRING);
		}
		for (String field : new String[] { "stream", "store", "parallel_tool_calls" }) {
			optional(properties, field, BOOLEAN);
		}
		optional(properties, "max_output_tokens", "integer").put("minimum", 1);
		optional(properties, "temperature", "number").put("minimum", 0);
		optional(properties, "top_p", "number").put("minimum", 0).put("maximum", 1);
		of(properties, "truncation").putArray("enum").add("auto").add("disabled").addNull();
		optional(properties, "metadata", OBJECT);
		input(of(properties, "input"));
		tools(optional(properties, "tools", ARRAY));
		return schema;
	}

	private static ObjectNode of(ObjectNode properties, String name) {
		return (ObjectNode) properties.path(name);
	}

	/** A field that is null is absent. */
	private static ObjectNode optional(ObjectNode properties, String name, String type) {
		ObjectNode field = of(properties, name);
		field.putArray(TYPE).add(type).add("null");
		return field;
	}

	private static void input(ObjectNode input) {
		ArrayNode forms = input.putArray("anyOf");
		forms.addObject().put(TYPE, STRING).put("minLength", 1);
		ObjectNode items = forms.addObject().put(TYPE, ARRAY).put("minItems", 1).putObject(ITEMS);
		ObjectNode message = typed(items, "message", "role", "content");
		message.putObject("role").putArray("enum").add("user").add("developer");
		ArrayNode contents = message.putObject("content").putArray("anyOf");
		contents.addObject().put(TYPE, STRING);
		ObjectNode part = typed(contents.addObject().put(TYPE, ARRAY).putObject(ITEMS), "input_text", "text");
		part.putObject("text").put(TYPE, STRING);
	}

	private static void tools(ObjectNode tools) {
		ObjectNode tool = typed(tools.putObject(ITEMS), "function", "name");
		tool.putObject("name").put(TYPE, STRING).put("minLength", 1);
		tool.putObject("description").put(TYPE, STRING);
		tool.putObject("parameters").put(TYPE, OBJECT).put("maxProperties", 0);
	}

	/** Makes a schema one of objects with a type, and gives their properties. */
	private static ObjectNode typed(ObjectNode schema, String type, String... required) {
		ArrayNode names = schema.put(TYPE, OBJECT).putArray("required").add(TYPE);
		for (String each : required) {
			names.add(each);
		}
		ObjectNode properties = schema.putObject("properties");
		properties.putObject(TYPE).put("const", type);
		return properties;
	}

	/** The schema of a query parameter. */
	static ObjectNode parameter(String type) {
		return MAPPER.createObjectNode().put(TYPE, type);
	}

}
