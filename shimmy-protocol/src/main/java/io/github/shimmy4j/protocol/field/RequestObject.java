package io.github.shimmy4j.protocol.field;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of a request, whose fields are known by a table. A field that is null is
 * absent.
 */
public final class RequestObject {

	private final JsonNode json;

	private final FieldRules table;

	/** Begins each field's path; empty for the body itself. */
	private final String prefix;

	private final String prefixWithoutIndexes;

	private final FieldReport.Collector report;

	private RequestObject(JsonNode json, FieldRules table, String prefix, String prefixWithoutIndexes,
			FieldReport.Collector report) {
		this.json = json;
		this.table = table;
		this.prefix = prefix;
		this.prefixWithoutIndexes = prefixWithoutIndexes;
		this.report = report;
		for (Map.Entry<String, JsonNode> field : json.properties()) {
			check(field.getKey(), field.getValue());
		}
	}

	/**
	 * The body of a request.
	 * @throws InvalidFieldException if it is no object, or uses a refused field
	 */
	public static RequestObject body(JsonNode body, FieldRules table, FieldReport.Collector report) {
		if (!body.isObject()) {
			throw InvalidFieldException.rejected("body", body, "a JSON object");
		}
		return new RequestObject(body, table, "", "", report);
	}

	private void check(String name, JsonNode value) {
		FieldRule rule = this.table.rule(name);
		if (rule == null) {
			this.report.unknown(this.prefixWithoutIndexes + name);
			return;
		}
		switch (rule.treatment()) {
			case MAPPED -> {
			}
			case WITHOUT_EFFECT -> {
				if (!value.isNull()) {
					withoutEffect(name);
				}
			}
			case REFUSED -> {
				if (asksForSomething(value)) {
					throw InvalidFieldException.unsupported(path(name), value, rule.note());
				}
			}
		}
	}

	private static boolean asksForSomething(JsonNode value) {
		if (value.isContainer() || value.isString()) {
			return value.isContainer() ? !value.isEmpty() : !value.asString().isEmpty();
		}
		return value.isNumber() ? value.asDouble(0) != 0 : value.asBoolean(false);
	}

	/** Reports a field whose value has no effect, or not all of it. */
	public void withoutEffect(String name) {
		this.report.withoutEffect(this.prefixWithoutIndexes + name);
	}

	/** The value of a field; missing if it is null. */
	public JsonNode get(String name) {
		if (this.table.rule(name) == null) {
			throw new IllegalStateException("%s has no field '%s'".formatted(this.table, name));
		}
		JsonNode value = this.json.path(name);
		return value.isNull() ? MissingNode.getInstance() : value;
	}

	/** A text; empty if it is absent. */
	public String text(String name) {
		JsonNode value = get(name);
		if (!value.isMissingNode() && !value.isString()) {
			throw rejected(name, "a text");
		}
		return value.asString("");
	}

	/** A text that must be there. */
	public String requiredText(String name) {
		String text = text(name);
		if (text.isEmpty()) {
			throw rejected(name, "a text that is not empty");
		}
		return text;
	}

	/** A flag; null if it is absent. */
	public @Nullable Boolean flag(String name) {
		JsonNode value = get(name);
		if (!value.isMissingNode() && !value.isBoolean()) {
			throw rejected(name, "true or false");
		}
		return value.isMissingNode() ? null : value.asBoolean();
	}

	/** A whole number, which may be written as 8.0; null if it is absent. */
	public @Nullable Integer wholeNumber(String name) {
		JsonNode value = get(name);
		if (value.isMissingNode()) {
			return null;
		}
		double number = value.isNumber() ? value.asDouble(Double.NaN) : Double.NaN;
		if (number != (int) number) {
			throw rejected(name, "a whole number of at most " + Integer.MAX_VALUE);
		}
		return (int) number;
	}

	/** A limit on something; null if it is absent. */
	public @Nullable Integer limit(String name) {
		Integer limit = wholeNumber(name);
		if (limit != null && limit < 1) {
			throw rejected(name, "a whole number of at least 1");
		}
		return limit;
	}

	/** A list of any values; empty if it is absent. */
	public JsonNode list(String name, String what) {
		JsonNode value = get(name);
		if (!value.isMissingNode() && !value.isArray()) {
			throw rejected(name, "a list of " + what);
		}
		return value;
	}

	/** The objects of a list; none if it is absent. */
	public List<RequestObject> objects(String name, FieldRules of, String what) {
		List<RequestObject> objects = new ArrayList<>();
		for (JsonNode each : list(name, what)) {
			String path = path(name) + "[" + objects.size() + "]";
			if (!each.isObject()) {
				throw InvalidFieldException.rejected(path, each, "an object");
			}
			objects.add(new RequestObject(each, of, path + ".", this.prefixWithoutIndexes + name + "[].", this.report));
		}
		return objects;
	}

	/** An object; null if it is absent. */
	public @Nullable RequestObject object(String name, FieldRules of) {
		JsonNode value = get(name);
		if (value.isMissingNode()) {
			return null;
		}
		if (!value.isObject()) {
			throw rejected(name, "an object");
		}
		return new RequestObject(value, of, path(name) + ".", this.prefixWithoutIndexes + name + ".", this.report);
	}

	/** An object that must be there. */
	public RequestObject requiredObject(String name, FieldRules of) {
		RequestObject object = object(name, of);
		if (object == null) {
			throw rejected(name, "an object");
		}
		return object;
	}

	/** The JSON schema of a tool's arguments; null if it is absent. */
	public @Nullable ObjectNode arguments(String name) {
		JsonNode value = get(name);
		if (!value.isMissingNode() && !value.isObject()) {
			throw rejected(name, "a JSON schema of type object");
		}
		return (value instanceof ObjectNode schema) ? schema : null;
	}

	/** The format of an answer that follows a JSON schema, which must be there. */
	public AnswerFormat schemaFormat(String name) {
		if (!(get(name) instanceof ObjectNode schema)) {
			throw rejected(name, "a JSON schema");
		}
		return AnswerFormat.of(schema);
	}

	/** The path of this object, which is not the body. */
	public String path() {
		return this.prefix.substring(0, this.prefix.length() - 1);
	}

	/** The path of a field. */
	public String path(String name) {
		return this.prefix + name;
	}

	/**
	 * The failure of a field whose value is none of the types that can be read here.
	 * @param name the field, which has a text
	 * @param types all types; those that are refused have their own reason
	 * @param allowed the types that can be read
	 */
	public InvalidFieldException refused(String name, FieldRules types, String allowed) {
		FieldRule rule = types.rule(text(name));
		return (rule != null && rule.treatment() == Treatment.REFUSED)
				? InvalidFieldException.unsupported(path(name), get(name), rule.note()) : rejected(name, allowed);
	}

	/** The failure of a field that does not have an allowed value. */
	public InvalidFieldException rejected(String name, String allowed) {
		return InvalidFieldException.rejected(path(name), this.json.path(name), allowed);
	}

}
