package io.github.shimmy4j.fake;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The shortest JSON that follows a schema, for the keywords that the tests use. */
final class LeastValue {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private LeastValue() {
	}

	static JsonNode of(JsonNode schema, JsonNode root) {
		if (schema.has("$ref")) {
			return of(root.at(schema.path("$ref").asString().substring(1)), root);
		}
		if (schema.has("const")) {
			return schema.path("const");
		}
		for (String choices : new String[] { "enum", "anyOf", "oneOf" }) {
			if (schema.has(choices)) {
				JsonNode first = schema.path(choices).path(0);
				return choices.equals("enum") ? first : of(first, root);
			}
		}
		return switch (schema.path("type").asString("object")) {
			case "string" -> NODES.stringNode("x".repeat(schema.path("minLength").asInt(0)));
			case "integer", "number" -> NODES.numberNode(schema.path("minimum").asInt(0));
			case "boolean" -> NODES.booleanNode(false);
			case "null" -> NODES.nullNode();
			case "array" -> array(schema, root);
			default -> object(schema, root);
		};
	}

	private static ArrayNode array(JsonNode schema, JsonNode root) {
		ArrayNode array = Json.array();
		for (int i = 0; i < schema.path("minItems").asInt(0); i++) {
			array.add(of(schema.path("items"), root));
		}
		return array;
	}

	private static ObjectNode object(JsonNode schema, JsonNode root) {
		ObjectNode object = Json.object();
		for (JsonNode name : schema.path("required")) {
			object.set(name.asString(), of(schema.path("properties").path(name.asString()), root));
		}
		return object;
	}

}
