package io.github.shimmy4j.engine.schema;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The types of a schema. A set with {@link #NUMBER} also contains {@link #INTEGER}, since
 * each integer is a number.
 */
enum JsonType {

	OBJECT, ARRAY, STRING, NUMBER, INTEGER, BOOLEAN, NULL;

	/** The types that all schemas allow, or null if none has a {@code type}. */
	static @Nullable Set<JsonType> allowed(List<Subschema> schemas) {
		Set<JsonType> allowed = null;
		for (Subschema schema : schemas) {
			Set<JsonType> types = types(schema);
			if (types != null && allowed != null) {
				types.retainAll(allowed);
				if (types.isEmpty()) {
					throw schema.wrong("type", "leaves no type that the other schemas here allow");
				}
			}
			allowed = (types != null) ? types : allowed;
		}
		return allowed;
	}

	private static @Nullable Set<JsonType> types(Subschema schema) {
		JsonNode value = schema.get("type");
		JsonNode nullable = schema.get("nullable");
		if (nullable != null && (value == null || !nullable.isBoolean())) {
			throw schema.wrong("nullable", "must be a boolean beside a type");
		}
		if (value == null) {
			return null;
		}
		Set<JsonType> types = EnumSet.noneOf(JsonType.class);
		if (value.isArray()) {
			if (value.size() > values().length) {
				throw schema.wrong("type", "must name each type once");
			}
			value.forEach((each) -> types.add(type(schema, each)));
		}
		else {
			types.add(type(schema, value));
		}
		if (types.isEmpty()) {
			throw schema.wrong("type", "must name a type");
		}
		if (types.contains(NUMBER)) {
			types.add(INTEGER);
		}
		if (nullable != null && nullable.asBoolean()) {
			types.add(NULL);
		}
		return types;
	}

	private static JsonType type(Subschema schema, JsonNode name) {
		for (JsonType type : values()) {
			if (name.isString() && type.name().toLowerCase(Locale.ROOT).equals(name.asString())) {
				return type;
			}
		}
		throw schema.wrong("type", "must be of object, array, string, number, integer, boolean, null");
	}

	/** The type of a value. */
	static JsonType of(JsonNode value) {
		return switch (value.getNodeType()) {
			case OBJECT -> OBJECT;
			case ARRAY -> ARRAY;
			case STRING -> STRING;
			case BOOLEAN -> BOOLEAN;
			case NUMBER -> {
				double number = value.doubleValue(Double.NaN);
				yield (value.isIntegralNumber() || number == Math.rint(number)) ? INTEGER : NUMBER;
			}
			case NULL, MISSING, BINARY, POJO -> NULL;
		};
	}

}
