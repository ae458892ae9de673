package io.github.shimmy4j.engine.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * The keywords of JSON Schema 2020-12, by what becomes of them. One that is not held is
 * refused: an answer that only seems to follow a schema is worse than none.
 */
final class Keywords {

	static final Set<String> OBJECT = Set.of("properties", "required", "additionalProperties", "minProperties",
			"maxProperties");

	static final Set<String> ARRAY = Set.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems");

	static final Set<String> TEXT = Set.of("minLength", "maxLength", "format");

	static final Set<String> NUMBER = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");

	/** Each offers alternatives, one of which is followed. */
	static final List<String> CHOICES = List.of("anyOf", "oneOf");

	private static final Set<String> GENERAL = Set.of("type", "enum", "const", "nullable", "$ref", "allOf", "anyOf",
			"oneOf");

	/** Say something about values without limiting them, or only name a place. */
	private static final Set<String> ANNOTATIONS = Set.of("title", "description", "default", "example", "examples",
			"$comment", "deprecated", "readOnly", "writeOnly", "$defs", "definitions", "$anchor");

	/** Identify a schema. Below its root they would give references another meaning. */
	private static final Set<String> OF_ROOT = Set.of("$schema", "$id");

	private static final Set<String> NOT_HELD = Set.of("pattern", "patternProperties", "propertyNames", "multipleOf",
			"contains", "minContains", "maxContains", "not", "if", "then", "else", "dependentRequired",
			"dependentSchemas", "dependencies", "unevaluatedProperties", "unevaluatedItems", "additionalItems",
			"contentEncoding", "contentMediaType", "contentSchema", "$dynamicRef", "$dynamicAnchor", "$recursiveRef",
			"$recursiveAnchor", "$vocabulary");

	private Keywords() {
	}

	/** Refuses keywords that are not held. */
	static void check(Part part) {
		for (Map.Entry<String, JsonNode> entry : part.node().properties()) {
			String name = entry.getKey();
			if (NOT_HELD.contains(name)) {
				throw new SchemaException(part.at(name), "'" + name + "' cannot be held by a grammar");
			}
			if (OF_ROOT.contains(name) && !part.at().isEmpty()) {
				throw new SchemaException(part.at(name), "'" + name + "' is only allowed at the root");
			}
			if (name.equals("uniqueItems") && !(entry.getValue().isBoolean() && !entry.getValue().asBoolean())) {
				throw new SchemaException(part.at(name), "'uniqueItems' cannot be held by a grammar");
			}
			if (!isKnown(name)) {
				throw new SchemaException(part.at(name),
						"'" + SchemaException.printable(name) + "' is not a keyword of JSON Schema 2020-12");
			}
		}
	}

	private static boolean isKnown(String name) {
		return GENERAL.contains(name) || OBJECT.contains(name) || ARRAY.contains(name) || TEXT.contains(name)
				|| NUMBER.contains(name) || ANNOTATIONS.contains(name) || OF_ROOT.contains(name)
				|| name.startsWith("x-");
	}

}
