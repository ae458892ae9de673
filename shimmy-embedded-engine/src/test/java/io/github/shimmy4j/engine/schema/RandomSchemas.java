package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random schemas: most make sense, many do not, some are hostile. The same seed gives the
 * same schemas.
 */
public final class RandomSchemas {

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private static final List<String> NAMES = List.of("name", "age", "a\"b", "C:\\x", "line\nbreak", "", "é", "🎉", "a",
			"ab", "\ud800", "\u0000", "$ref", "~/%", "|", "]");

	private static final List<String> TYPES = List.of("object", "array", "string", "number", "integer", "boolean",
			"null");

	/** Values that are wrong or too large for nearly every keyword. */
	private static final List<String> STRANGE = List.of("-1", "1.5", "1e400", "1e30", "1e9", "null", "true", "\"\"",
			"[]", "{}", "\"x\"", "[1]", "0", "[[[]]]", "2147483647", "\"#\"", "\"#/$defs/a\"", "\"#/anyOf/0\"",
			"\"http://example.invalid/x\"", "{\"$ref\":\"#\"}", "-1e400", "\"\\ud800\"");

	private static final List<String> KEYWORDS = List.of("type", "enum", "const", "nullable", "$ref", "allOf", "anyOf",
			"oneOf", "properties", "required", "additionalProperties", "minProperties", "maxProperties", "items",
			"prefixItems", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "format", "minimum",
			"maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern", "not", "if", "contains",
			"patternProperties", "propertyNames", "$id", "$schema", "$defs", "title", "unknown");

	private final Random random;

	/**
	 * A source of schemas.
	 * @param seed decides which
	 */
	public RandomSchemas(long seed) {
		this.random = new Random(seed);
	}

	/** A schema that is likely to make sense. */
	public JsonNode sensible() {
		ObjectNode schema = schema(3);
		schema.putObject("$defs").set("a", schema(2));
		return schema;
	}

	/** A schema that is likely to be wrong. */
	public JsonNode hostile() {
		JsonNode schema = sensible();
		List<ObjectNode> objects = new ArrayList<>();
		collect(schema, objects);
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			pick(objects).set(pick(KEYWORDS), JsonMapper.shared().readTree(pick(STRANGE)));
		}
		return schema;
	}

	private static void collect(JsonNode node, List<ObjectNode> objects) {
		if (node instanceof ObjectNode object) {
			objects.add(object);
		}
		node.forEach((child) -> collect(child, objects));
	}

	private <T> T pick(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	private ObjectNode schema(int depth) {
		ObjectNode schema = JSON.objectNode();
		switch (this.random.nextInt((depth > 0) ? 14 : 9)) {
			case 0 -> string(schema);
			case 1 -> number(schema.put("type", "number"));
			case 2 -> number(schema.put("type", "integer"));
			case 3 -> schema.put("type", this.random.nextBoolean() ? "boolean" : "null");
			case 4 -> schema.putArray("enum").add(pick(NAMES)).add(this.random.nextInt(100)).addNull();
			case 5 -> schema.put("const", pick(NAMES));
			case 6 -> schema.putArray("type").add(pick(TYPES)).add("null");
			case 7 -> schema.put("$ref", this.random.nextBoolean() ? "#/$defs/a" : "#");
			case 8 -> schema.put("type", "string").put("nullable", this.random.nextBoolean());
			case 9, 10 -> object(schema.put("type", "object"), depth);
			case 11 -> array(schema.put("type", "array"), depth);
			case 12 -> schemas(schema.putArray(this.random.nextBoolean() ? "anyOf" : "oneOf"), depth);
			default -> schemas(schema.putArray("allOf"), depth);
		}
		if (this.random.nextInt(5) == 0) {
			schema.put("title", pick(NAMES));
		}
		return schema;
	}

	private void schemas(ArrayNode list, int depth) {
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			list.add(schema(depth - 1));
		}
	}

	private void string(ObjectNode schema) {
		schema.put("type", "string");
		switch (this.random.nextInt(4)) {
			case 0 -> schema.put("minLength", this.random.nextInt(5));
			case 1 -> schema.put("minLength", this.random.nextInt(5)).put("maxLength", this.random.nextInt(12));
			case 2 -> schema.put("format", pick(List.of("date", "time", "date-time", "uuid", "uri", "email", "hostname",
					"ipv4", "ipv6", "duration", "regex")));
			default -> schema.put("description", pick(NAMES));
		}
	}

	private void number(ObjectNode schema) {
		for (String keyword : List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")) {
			if (this.random.nextInt(4) == 0) {
				int bound = this.random.nextInt(20_000) - 10_000;
				if (this.random.nextInt(3) == 0) {
					schema.put(keyword, bound / 100.0);
				}
				else {
					schema.put(keyword, bound);
				}
			}
		}
		if (this.random.nextInt(4) == 0) {
			schema.put("format", pick(List.of("int32", "int64", "float", "double")));
		}
	}

	private void object(ObjectNode schema, int depth) {
		ObjectNode properties = schema.putObject("properties");
		for (int i = this.random.nextInt(5); i > 0; i--) {
			String name = pick(NAMES);
			properties.set(name, schema(depth - 1));
			if (this.random.nextBoolean()) {
				schema.withArray("required").add(name);
			}
		}
		switch (this.random.nextInt(4)) {
			case 0 -> schema.put("additionalProperties", false);
			case 1 -> schema.set("additionalProperties", schema(depth - 1));
			case 2 -> schema.put("minProperties", this.random.nextInt(2));
			default -> schema.put("description", pick(NAMES));
		}
	}

	private void array(ObjectNode schema, int depth) {
		if (this.random.nextInt(3) == 0) {
			schemas(schema.putArray("prefixItems"), depth);
		}
		if (this.random.nextBoolean()) {
			schema.set("items", schema(depth - 1));
		}
		if (this.random.nextBoolean()) {
			schema.put("minItems", this.random.nextInt(3));
		}
		if (this.random.nextBoolean()) {
			schema.put("maxItems", this.random.nextInt(5));
		}
	}

}
