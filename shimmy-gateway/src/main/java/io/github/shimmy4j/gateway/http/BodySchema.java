package io.github.shimmy4j.gateway.http;

import java.util.List;

import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import io.github.shimmy4j.protocol.field.FieldRules;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON schema of an object in a body, for {@code /openapi.json}. Its fields are added one
 * by one. Not thread-safe.
 */
public final class BodySchema {

	private static final String TYPE = "type";

	private static final String OBJECT = "object";

	private static final String STRING = "string";

	private static final String NULL = "null";

	private static final String PROPERTIES = "properties";

	private final ObjectNode schema;

	private BodySchema(String... required) {
		this.schema = JsonMapper.shared().createObjectNode().put(TYPE, OBJECT);
		ArrayNode names = this.schema.putArray("required");
		List.of(required).forEach(names::add);
		this.schema.putObject(PROPERTIES);
	}

	/**
	 * An object without fields so far.
	 * @param required names of the fields that it must have
	 */
	public static BodySchema object(String... required) {
		return new BodySchema(required);
	}

	/**
	 * An object whose field {@code type} has this value.
	 * @param type the value
	 * @param required names of the other fields that it must have
	 */
	public static BodySchema typed(String type, String... required) {
		BodySchema typed = new BodySchema(required).required(TYPE);
		typed.property(TYPE).putArray("enum").add(type);
		return typed;
	}

	/** A text that is not empty. */
	public static ObjectNode filledText() {
		return JsonMapper.shared().createObjectNode().put(TYPE, STRING).put("minLength", 1);
	}

	/** One of several forms. */
	public static ObjectNode anyOf(ObjectNode... schemas) {
		ObjectNode any = JsonMapper.shared().createObjectNode();
		any.putArray("anyOf").addAll(List.of(schemas));
		return any;
	}

	/** The schema with the fields so far. */
	public ObjectNode json() {
		return this.schema;
	}

	/** Adds all fields of a table that are not refused. */
	public BodySchema described(FieldRules table) {
		table.rules()
			.stream()
			.filter((rule) -> rule.treatment() != Treatment.REFUSED)
			.forEach((rule) -> property(rule.field()).put("description", rule.note()));
		return this;
	}

	/** Requires a field. */
	public BodySchema required(String name) {
		this.schema.withArray("required").add(name);
		return this;
	}

	/** The schema of a field, which may be changed. */
	public ObjectNode property(String name) {
		return this.schema.withObject(PROPERTIES).withObject(name);
	}

	/** Gives a field its schema; a description stays. */
	public BodySchema put(String name, ObjectNode schema) {
		JsonNode description = property(name).path("description");
		this.schema.withObject(PROPERTIES).set(name, schema);
		if (!description.isMissingNode()) {
			schema.set("description", description);
		}
		return this;
	}

	/** Gives a field one of several types of JSON; gives its schema. */
	public ObjectNode types(String name, String... types) {
		ArrayNode all = property(name).putArray(TYPE);
		List.of(types).forEach(all::add);
		return property(name);
	}

	/**
	 * Makes a field a list, or one of other types of JSON; gives its schema.
	 * @param name name of the field
	 * @param items schema of the items
	 * @param others the other types
	 */
	public ObjectNode list(String name, ObjectNode items, String... others) {
		types(name, "array");
		List.of(others).forEach(property(name).withArray(TYPE)::add);
		return property(name).set("items", items);
	}

	/** Makes fields texts. */
	public BodySchema texts(String... names) {
		List.of(names).forEach((name) -> types(name, STRING));
		return this;
	}

	/** Makes fields texts that are not empty. */
	public BodySchema filledTexts(String... names) {
		List.of(names).forEach((name) -> property(name).setAll(filledText()));
		return this;
	}

	/** Makes fields texts, or null. */
	public BodySchema optionalTexts(String... names) {
		List.of(names).forEach((name) -> types(name, STRING, NULL));
		return this;
	}

	/** Makes fields flags, or null. */
	public BodySchema flags(String... names) {
		List.of(names).forEach((name) -> types(name, "boolean", NULL));
		return this;
	}

	/** Makes a field one of these texts. */
	public ObjectNode oneOf(String name, String... texts) {
		ObjectNode field = property(name);
		ArrayNode allowed = field.putArray("enum");
		List.of(texts).forEach(allowed::add);
		return field;
	}

	/** Makes a field an object with the fields of a table, or null; gives that object. */
	public BodySchema inner(String name, FieldRules table) {
		BodySchema inner = new BodySchema().described(table);
		inner.schema.putArray(TYPE).add(OBJECT).add(NULL);
		put(name, inner.schema);
		return inner;
	}

	/** The same, of one of several types. */
	public BodySchema choice(String name, FieldRules table, String... types) {
		BodySchema inner = inner(name, table).required(TYPE);
		inner.oneOf(TYPE, types);
		return inner;
	}

}
