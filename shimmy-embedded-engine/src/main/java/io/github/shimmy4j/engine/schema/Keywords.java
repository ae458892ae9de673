package io.github.shimmy4j.engine.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * The keywords of JSON Schema 2020-12. A keyword that a grammar cannot enforce is
 * refused: an answer that only seems to follow a schema is worse than none.
 */
final class Keywords {

	static final Set<String> OBJECT = Set.of("properties", "required", "additionalProperties", "minProperties",
			"maxProperties");

	static final Set<String> ARRAY = Set.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems");

	static final Set<String> TEXT = Set.of("minLength", "maxLength", "format");

	static final Set<String> NUMBER = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");

	/** Keywords with alternatives, of which a value follows one. */
	static final List<String> CHOICES = List.of("anyOf", "oneOf");

	private static final Set<String> GENERAL = Set.of("type", "enum", "const", "nullable", "$ref", "allOf", "anyOf",
			"oneOf");

	/** Keywords that describe values without limiting them, or only name a place. */
	private static final Set<String> ANNOTATIONS = Set.of("title", "description", "default", "example", "examples",
			"$comment", "deprecated", "readOnly", "writeOnly", "$defs", "definitions", "$anchor");

	/** Keywords of the root. Elsewhere they would change what references mean. */
	private static final Set<String> OF_ROOT = Set.of("$schema", "$id");

	private static final Set<String> UNSUPPORTED = Set.of("pattern", "patternProperties", "propertyNames", "multipleOf",
			"contains", "minContains", "maxContains", "not", "if", "then", "else", "dependentRequired",
			"dependentSchemas", "dependencies", "unevaluatedProperties", "unevaluatedItems", "additionalItems",
			"contentEncoding", "contentMediaType", "contentSchema", "$dynamicRef", "$dynamicAnchor", "$recursiveRef",
			"$recursiveAnchor", "$vocabulary");

	private Keywords() {
	}

	/** Refuses a schema with an unsupported or unknown keyword. */
	static void check(Subschema schema) {
		for (Map.Entry<String, JsonNode> entry : schema.node().properties()) {
			String name = entry.getKey();
			if (UNSUPPORTED.contains(name)) {
				throw new SchemaException(schema.at(name),
						"'" + name + "' is not supported: a grammar cannot enforce it");
			}
			if (OF_ROOT.contains(name) && !schema.at().isEmpty()) {
				throw new SchemaException(schema.at(name), "'" + name + "' is only allowed at the root");
			}
			if (name.equals("uniqueItems") && !(entry.getValue().isBoolean() && !entry.getValue().asBoolean())) {
				throw new SchemaException(schema.at(name),
						"'uniqueItems' is not supported: a grammar cannot enforce it");
			}
			if (!isKnown(name)) {
				throw new SchemaException(schema.at(name),
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
