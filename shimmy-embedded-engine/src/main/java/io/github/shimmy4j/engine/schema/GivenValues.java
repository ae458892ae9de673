package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The values of {@code enum} and {@code const}. */
final class GivenValues {

	private GivenValues() {
	}

	/**
	 * The values that all schemas allow, as JSON, or null without such a keyword.
	 * @param schemas schemas that a value must follow together
	 * @param types allowed types, or null for any
	 * @param work counts the characters read
	 */
	static @Nullable Set<String> of(List<Subschema> schemas, @Nullable Set<JsonType> types, SchemaLimits.Work work) {
		Map<String, JsonNode> given = null;
		Subschema last = null;
		String keyword = "";
		for (Subschema schema : schemas) {
			for (String name : List.of("enum", "const")) {
				JsonNode value = schema.get(name);
				if (value != null) {
					Map<String, JsonNode> more = read(schema, name, value, work);
					if (given != null) {
						more.keySet().retainAll(given.keySet());
					}
					given = more;
					last = schema;
					keyword = name;
				}
			}
		}
		if (given == null || last == null) {
			return null;
		}
		if (types != null) {
			given.values().removeIf((value) -> !types.contains(JsonType.of(value)));
		}
		if (given.isEmpty()) {
			throw last.wrong(keyword, "leaves no value that the other keywords here allow");
		}
		refuseMore(schemas);
		return given.keySet();
	}

	private static Map<String, JsonNode> read(Subschema schema, String keyword, JsonNode value,
			SchemaLimits.Work work) {
		List<JsonNode> values = new ArrayList<>();
		if (keyword.equals("const")) {
			values.add(value);
		}
		else if (value.isArray() && !value.isEmpty()) {
			value.forEach(values::add);
		}
		else {
			throw schema.wrong(keyword, "must be a list of values");
		}
		Map<String, JsonNode> read = new LinkedHashMap<>();
		for (JsonNode each : values) {
			if (!isFinite(each)) {
				throw schema.wrong(keyword, "must only contain numbers in the range of a double");
			}
			String json = Literals.json(each);
			work.countEntries(json.length());
			read.put(json, each);
		}
		return read;
	}

	private static boolean isFinite(JsonNode value) {
		boolean finite = !value.isNumber() || Double.isFinite(value.doubleValue(Double.NaN));
		for (JsonNode child : value) {
			finite = finite && isFinite(child);
		}
		return finite;
	}

	/** Refuses keywords that would have to be checked against each given value. */
	private static void refuseMore(List<Subschema> schemas) {
		for (Subschema schema : schemas) {
			for (String keyword : schema.node().propertyNames()) {
				boolean hint = keyword.equals("format")
						&& TextRules.NUMBER_FORMATS.contains(schema.node().get(keyword).asString(""));
				if (!hint && (Keywords.OBJECT.contains(keyword) || Keywords.ARRAY.contains(keyword)
						|| Keywords.TEXT.contains(keyword) || Keywords.NUMBER.contains(keyword))) {
					throw new SchemaException(schema.at(keyword),
							"'" + keyword + "' cannot be combined with enum or const");
				}
			}
		}
	}

}
