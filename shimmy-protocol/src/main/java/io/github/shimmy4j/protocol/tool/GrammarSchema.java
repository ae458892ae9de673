package io.github.shimmy4j.protocol.tool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON schema without what llama-server cannot turn into a grammar. It refuses a
 * request with such a keyword, waits for ever or ends. The limits were found with b10068.
 *
 * @param schema what is left
 * @param removed what was removed, in the order of the schema
 */
record GrammarSchema(ObjectNode schema, List<Removed> removed) {

	/** It refuses 2000 repetitions of a character. */
	static final int MOST_CHARACTERS = 1999;

	/** It refuses 1998 items. */
	private static final int MOST_ITEMS = 1990;

	/** A double has every whole number up to here. */
	private static final double LARGEST = 9007199254740992.0;

	private static final Set<String> TYPES = Set.of("string", "number", "integer", "boolean", "null", "array",
			"object");

	private static final Set<String> NAMED_SCHEMAS = Set.of("properties", "$defs", "definitions");

	private static final Set<String> SCHEMA_LISTS = Set.of("anyOf", "oneOf", "allOf", "prefixItems", "items");

	private static final Set<String> SCHEMAS = Set.of("items", "additionalProperties");

	private static final List<String> SAME_PLACE = List.of("anyOf", "oneOf", "allOf");

	/**
	 * A value that was removed.
	 *
	 * @param path of the value, such as {@code .properties.id.pattern}
	 * @param value what it was
	 */
	record Removed(String path, JsonNode value) {
	}

	GrammarSchema {
		removed = List.copyOf(removed);
	}

	static GrammarSchema of(ObjectNode schema) {
		List<Removed> removed = new ArrayList<>();
		return new GrammarSchema(new Walk(schema, removed).object(schema, ""), removed);
	}

	/** The way through one schema. */
	private static final class Walk {

		/** References begin here. */
		private final ObjectNode root;

		/** Collects the removed values. */
		private final List<Removed> removed;

		Walk(ObjectNode root, List<Removed> removed) {
			this.root = root;
			this.removed = removed;
		}

		ObjectNode object(JsonNode schema, String path) {
			ObjectNode kept = JsonMapper.shared().createObjectNode();
			for (Map.Entry<String, JsonNode> entry : schema.properties()) {
				String keyword = entry.getKey();
				JsonNode value = entry.getValue();
				String at = path + "." + keyword;
				if (NAMED_SCHEMAS.contains(keyword) && value.isObject()) {
					ObjectNode named = kept.putObject(keyword);
					value.properties()
						.forEach((each) -> named.set(each.getKey(), any(each.getValue(), at + "." + each.getKey())));
				}
				else if (SCHEMA_LISTS.contains(keyword) && value.isArray() && !value.isEmpty()) {
					ArrayNode list = kept.putArray(keyword);
					value.forEach((each) -> list.add(any(each, at + "[" + list.size() + "]")));
				}
				else if (SCHEMAS.contains(keyword) && value.isObject()) {
					kept.set(keyword, object(value, at));
				}
				else if (isFollowed(schema, keyword, value)) {
					kept.set(keyword, value);
				}
				// Without the keyword it allows any items, so true is not lost.
				else if (!keyword.equals("items") || !value.asBoolean(false)) {
					this.removed.add(new Removed(at, value));
				}
			}
			return kept;
		}

		/** It knows no schema that is true or false. */
		private ObjectNode any(JsonNode schema, String path) {
			if (schema.isObject()) {
				return object(schema, path);
			}
			if (!schema.isBoolean() || !schema.asBoolean()) {
				this.removed.add(new Removed(path, schema));
			}
			return JsonMapper.shared().createObjectNode();
		}

		private boolean isFollowed(JsonNode schema, String keyword, JsonNode value) {
			return switch (keyword) {
				case "type" -> isType(value);
				case "pattern" -> value.isString() && GrammarPattern.isFollowed(value.asString());
				case "format" -> value.isString();
				case "minLength", "maxLength" ->
					isCount(value, MOST_CHARACTERS) && isOrdered(schema.path("minLength"), schema.path("maxLength"));
				case "minItems", "maxItems" ->
					isCount(value, MOST_ITEMS) && isOrdered(schema.path("minItems"), schema.path("maxItems"));
				case "minimum", "maximum" -> isBound(value);
				case "exclusiveMinimum", "exclusiveMaximum" -> value.isBoolean() || isBound(value);
				// Lists were walked through; what is left has no schema to choose.
				case "anyOf", "oneOf" -> false;
				// An empty list is a tuple without values; a boolean is no schema to it.
				case "items" -> value.isArray();
				case "$ref" -> isReference(value.asString(""));
				default -> true;
			};
		}

		private static boolean isType(JsonNode value) {
			if (!value.isArray()) {
				return TYPES.contains(value.asString(""));
			}
			return !value.isEmpty() && value.valueStream().allMatch((each) -> TYPES.contains(each.asString("")));
		}

		private static boolean isCount(JsonNode value, int most) {
			double count = value.isNumber() ? value.doubleValue() : -1;
			return count >= 0 && count <= most && count == Math.rint(count);
		}

		/** A least count above the largest keeps it busy for ever. */
		private static boolean isOrdered(JsonNode least, JsonNode most) {
			return !least.isNumber() || !most.isNumber() || least.doubleValue() <= most.doubleValue();
		}

		private static boolean isBound(JsonNode value) {
			return value.isNumber() && Math.abs(value.doubleValue()) <= LARGEST;
		}

		private boolean isReference(String reference) {
			JsonNode target = target(reference);
			Set<JsonNode> itself = nodes();
			itself.add(target);
			return target.isObject() && !leads(target, itself, nodes());
		}

		/** Equal schemas at two places are two. */
		private static Set<JsonNode> nodes() {
			return Collections.newSetFromMap(new IdentityHashMap<>());
		}

		private JsonNode target(String reference) {
			return (reference.startsWith("#/") && reference.indexOf('~') < 0) ? this.root.at(reference.substring(1))
					: this.root.path("").path("");
		}

		/** Whether a schema contains another one at its very beginning. */
		private boolean leads(JsonNode from, Set<JsonNode> to, Set<JsonNode> seen) {
			if (!seen.add(from)) {
				return false;
			}
			List<JsonNode> next = new ArrayList<>();
			SAME_PLACE.forEach((keyword) -> from.path(keyword).forEach(next::add));
			if (from.has("$ref")) {
				next.add(target(from.path("$ref").asString("")));
			}
			return next.stream().anyMatch((each) -> to.contains(each) || leads(each, to, seen));
		}

	}

}
