package io.github.shimmy4j.engine.schema;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The types that a schema can name. A set with {@link #NUMBER} has {@link #INTEGER} too,
 * since each of these is also one of those.
 */
enum JsonType {

	OBJECT, ARRAY, STRING, NUMBER, INTEGER, BOOLEAN, NULL;

	/**
	 * The types that all schemas allow, or null if none of them says anything.
	 * @param parts schemas that a value must follow together
	 */
	static @Nullable Set<JsonType> allowed(List<Part> parts) {
		Set<JsonType> allowed = null;
		for (Part part : parts) {
			Set<JsonType> said = said(part);
			if (said != null && allowed != null) {
				said.retainAll(allowed);
				if (said.isEmpty()) {
					throw part.wrong("type", "leaves no type together with what else holds here");
				}
			}
			allowed = (said != null) ? said : allowed;
		}
		return allowed;
	}

	private static @Nullable Set<JsonType> said(Part part) {
		JsonNode value = part.get("type");
		JsonNode nullable = part.get("nullable");
		if (nullable != null && (value == null || !nullable.isBoolean())) {
			throw part.wrong("nullable", "must be a boolean beside a type");
		}
		if (value == null) {
			return null;
		}
		Set<JsonType> said = EnumSet.noneOf(JsonType.class);
		if (value.isArray()) {
			if (value.size() > SchemaLimits.TYPES) {
				throw part.wrong("type", "must name each type once");
			}
			value.forEach((each) -> said.add(named(part, each)));
		}
		else {
			said.add(named(part, value));
		}
		if (said.isEmpty()) {
			throw part.wrong("type", "must name a type");
		}
		if (said.contains(NUMBER)) {
			said.add(INTEGER);
		}
		if (nullable != null && nullable.asBoolean()) {
			said.add(NULL);
		}
		return said;
	}

	private static JsonType named(Part part, JsonNode name) {
		for (JsonType type : values()) {
			if (name.isString() && type.name().toLowerCase(Locale.ROOT).equals(name.asString())) {
				return type;
			}
		}
		throw part.wrong("type", "must be of object, array, string, number, integer, boolean, null");
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
