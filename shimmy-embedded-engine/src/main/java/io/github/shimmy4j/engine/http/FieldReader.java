package io.github.shimmy4j.engine.http;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads fields of a JSON object. A value of another type is refused, never converted. An
 * absent field and a null are the same.
 */
final class FieldReader {

	private final JsonNode node;

	private final String where;

	FieldReader(JsonNode node, String where) {
		if (!node.isObject()) {
			throw RefusedException.wrongType(
					where + (where.isEmpty() ? "" : ": ") + "invalid type: " + type(node) + ", expected a map",
					where.isEmpty() ? null : where);
		}
		this.node = node;
		this.where = where.isEmpty() ? "" : where + ".";
	}

	@Nullable JsonNode optional(String name) {
		JsonNode value = this.node.get(name);
		return (value == null || value.isNull()) ? null : value;
	}

	JsonNode required(String name) {
		JsonNode value = this.node.get(name);
		if (value == null) {
			throw RefusedException.missing(name, this.where + name);
		}
		return value;
	}

	String text(String name) {
		return text(required(name), this.where + name);
	}

	boolean flag(String name) {
		JsonNode value = optional(name);
		if (value != null && !value.isBoolean()) {
			throw wrong(value, this.where + name, "a boolean");
		}
		return value != null && value.asBoolean();
	}

	@Nullable Double number(String name, double least, double most) {
		JsonNode value = optional(name);
		if (value == null) {
			return null;
		}
		if (!value.isNumber()) {
			throw wrong(value, this.where + name, "a number");
		}
		double number = value.doubleValue(Double.NaN);
		if (!(number >= least && number <= most)) {
			throw RefusedException.bad("invalid_value",
					this.where + name + " must be between " + least + " and " + most, this.where + name);
		}
		return number;
	}

	/** A whole number. One above the range of {@code int} counts as its maximum. */
	@Nullable Integer whole(String name, int least) {
		JsonNode value = optional(name);
		if (value == null) {
			return null;
		}
		if (!value.isIntegralNumber()) {
			throw wrong(value, this.where + name, "an integer");
		}
		if (value.bigIntegerValue().signum() < 0 || value.longValue(Long.MAX_VALUE) < least) {
			throw RefusedException.bad("invalid_" + name, this.where + name + " must be at least " + least,
					this.where + name);
		}
		return (int) Math.min(value.longValue(Long.MAX_VALUE), Integer.MAX_VALUE);
	}

	/** One text or a list of texts. */
	List<String> texts(String name) {
		JsonNode value = optional(name);
		List<String> texts = new ArrayList<>();
		if (value != null && value.isArray()) {
			value.forEach((each) -> texts.add(text(each, this.where + name)));
		}
		else if (value != null) {
			texts.add(text(value, this.where + name));
		}
		return texts;
	}

	static String text(JsonNode value, String where) {
		if (!value.isString()) {
			throw wrong(value, where, "a string");
		}
		return value.asString();
	}

	static RefusedException wrong(JsonNode value, String where, String expected) {
		return RefusedException.wrongType(where + ": invalid type: " + type(value) + ", expected " + expected, where);
	}

	private static String type(JsonNode node) {
		return switch (node.getNodeType()) {
			case ARRAY -> "sequence";
			case OBJECT -> "map";
			case NULL -> "null";
			case NUMBER -> node.isIntegralNumber() ? "integer" : "floating point";
			case BOOLEAN -> "boolean";
			case STRING -> "string";
			case MISSING, BINARY, POJO -> "nothing";
		};
	}

}
