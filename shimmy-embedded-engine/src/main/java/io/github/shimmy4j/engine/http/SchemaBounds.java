package io.github.shimmy4j.engine.http;

import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * Keeps schemas from llama.cpp that its conversion to a grammar does not survive: it
 * recurses without a bound over references and properties, repeats what is to be repeated
 * one by one, and reads patterns beyond their end. What goes wrong there ends the
 * process, and no error can be caught.
 */
final class SchemaBounds {

	static final int MOST_CHARACTERS = 64 * 1024;

	/** Properties and definitions of the whole schema. */
	static final int MOST_NAMES = 200;

	/** Of the whole schema. */
	static final int MOST_REPETITIONS = 1000;

	private static final Set<String> PLAIN_VALUES = Set.of("const", "enum", "default", "examples");

	private static final Set<String> NAMED_SCHEMAS = Set.of("properties", "$defs", "definitions");

	private static final Set<String> REPETITIONS = Set.of("minItems", "maxItems", "minLength", "maxLength");

	private static final Set<String> PATTERNS = Set.of("pattern", "patternProperties");

	private final String field;

	private int names;

	private double repetitions;

	private SchemaBounds(String field) {
		this.field = field;
	}

	/** Refuses a schema that is too much, or asks for what is not safe. */
	static void check(JsonNode schema, String field) {
		SchemaBounds bounds = new SchemaBounds(field);
		if (Json.text(schema).length() > MOST_CHARACTERS) {
			throw bounds.refused("the schema must have at most " + MOST_CHARACTERS + " characters");
		}
		bounds.schema(schema);
	}

	private void schema(JsonNode node) {
		if (node.isArray()) {
			node.forEach(this::schema);
		}
		for (Map.Entry<String, JsonNode> entry : node.properties()) {
			keyword(entry.getKey(), entry.getValue());
		}
	}

	private void keyword(String name, JsonNode value) {
		if (PATTERNS.contains(name)) {
			throw refused(name + " is not supported");
		}
		if (REPETITIONS.contains(name)) {
			repeat(name, value);
		}
		else if (NAMED_SCHEMAS.contains(name)) {
			this.names += value.size();
			if (this.names > MOST_NAMES) {
				throw refused("the schema must have at most " + MOST_NAMES + " properties and definitions");
			}
			value.forEach(this::schema);
		}
		else if (!PLAIN_VALUES.contains(name)) {
			if (name.equals("allOf")) {
				refuseReferences(value);
			}
			schema(value);
		}
	}

	private void repeat(String name, JsonNode value) {
		if (!value.isNumber()) {
			return;
		}
		this.repetitions += value.doubleValue(Double.NaN);
		if (!(this.repetitions <= MOST_REPETITIONS)) {
			throw refused(name + ", with all others of its kind, must be at most " + MOST_REPETITIONS);
		}
	}

	/** There alone a circle of references is not noticed. */
	private void refuseReferences(JsonNode schemas) {
		schemas.forEach((schema) -> {
			if (schema.has("$ref")) {
				throw refused("$ref in allOf is not supported");
			}
		});
	}

	private RefusedException refused(String problem) {
		return RefusedException.bad("invalid_schema", problem, this.field);
	}

}
