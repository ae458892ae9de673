package io.github.shimmy4j.gateway.claude;

import java.util.List;

import io.github.shimmy4j.protocol.claude.ClaudeFields;
import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON schemas of Claude's requests. Bodies that do not follow them are refused, so a
 * field has a type only where it is always checked. A field that is null is absent.
 */
final class ClaudeSchema {

	private static final String TYPE = "type";

	private static final String OBJECT = "object";

	private static final String STRING = "string";

	private static final String ARRAY = "array";

	private static final String INTEGER = "integer";

	private static final String NULL = "null";

	private static final String MINIMUM = "minimum";

	private static final String PROPERTIES = "properties";

	private final ObjectNode schema;

	/** An object with the fields of a table, or with none. */
	private ClaudeSchema(String... required) {
		this.schema = JsonMapper.shared().createObjectNode().put(TYPE, OBJECT);
		ArrayNode names = this.schema.putArray("required");
		List.of(required).forEach(names::add);
		this.schema.putObject(PROPERTIES);
	}

	/**
	 * The schema of a request's body.
	 * @param answered false for a request that only counts tokens
	 */
	static ObjectNode of(boolean answered) {
		ClaudeSchema request = answered ? new ClaudeSchema("model", "messages", "max_tokens")
				: new ClaudeSchema("model", "messages");
		request.described(ClaudeFields.REQUEST);
		request.property("model").put(TYPE, STRING).put("minLength", 1);
		request.array("messages", messages()).put("minItems", 1);
		types(request.array("system", text()), STRING, ARRAY, NULL);
		types(request.property("max_tokens"), answered ? new String[] { INTEGER } : new String[] { INTEGER, NULL })
			.put(MINIMUM, 1)
			.put("maximum", Integer.MAX_VALUE);
		types(request.property("stream"), "boolean", NULL);
		types(request.array("stop_sequences", nonEmptyText()), ARRAY, NULL);
		types(request.property("temperature"), "number", NULL).put(MINIMUM, 0);
		types(request.property("top_p"), "number", NULL).put(MINIMUM, 0).put("maximum", 1);
		types(request.property("top_k"), INTEGER, NULL).put(MINIMUM, -1).put("maximum", Integer.MAX_VALUE);
		types(request.array("tools", tool()), ARRAY, NULL);
		request.choice("tool_choice", ClaudeFields.TOOL_CHOICE, "auto", "any", "tool", "none")
			.flag("disable_parallel_tool_use");
		request.choice("thinking", ClaudeFields.THINKING, "enabled", "disabled", "adaptive", "between_tools");
		request.inner("output_config", ClaudeFields.OUTPUT)
			.choice("format", ClaudeFields.FORMAT, "json_schema")
			.required("schema")
			.property("schema")
			.put(TYPE, OBJECT);
		return request.schema;
	}

	private static ObjectNode messages() {
		return anyOf(message("user", userBlocks()), message("assistant",
				anyOf(text(), typed("tool_use", "id", "name", "input").filled("id").filled("name").object("input"),
						typed("thinking").texts("thinking", "signature").schema, typed("redacted_thinking").schema)),
				message("system", text()));
	}

	private static ObjectNode message(String role, ObjectNode block) {
		ClaudeSchema message = new ClaudeSchema("role", "content");
		message.described(ClaudeFields.MESSAGE);
		message.property("role").putArray("enum").add(role);
		types(message.array("content", block), STRING, ARRAY);
		return message.schema;
	}

	private static ObjectNode userBlocks() {
		ClaudeSchema result = typed("tool_result", "tool_use_id").flag("is_error");
		result.filled("tool_use_id");
		types(result.array("content", content()), STRING, ARRAY, NULL);
		return anyOf(content(), result.schema);
	}

	/** Blocks of a user, and of the result of a tool. */
	private static ObjectNode content() {
		ClaudeSchema found = typed("search_result").texts("title", "source");
		types(found.array("content", anyOf(text(), image())), STRING, ARRAY, NULL);
		ClaudeSchema reference = typed("tool_reference", "tool_name");
		reference.property("tool_name").put(TYPE, STRING);
		return anyOf(text(), image(), document(), found.schema, reference.schema);
	}

	private static ObjectNode text() {
		ClaudeSchema text = typed("text", "text");
		text.property("text").put(TYPE, STRING);
		return text.schema;
	}

	private static ObjectNode image() {
		ClaudeSchema file = typed("base64", "media_type", "data");
		ArrayNode types = file.property("media_type").putArray("enum");
		List.of("image/jpeg", "image/png", "image/gif", "image/webp").forEach(types::add);
		file.property("data")
			.put(TYPE, STRING)
			.put("pattern", "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$");
		ClaudeSchema linked = typed("url", "url");
		linked.filled("url");
		ClaudeSchema image = typed("image", "source");
		image.put("source", anyOf(file.schema, linked.schema));
		return image.schema;
	}

	private static ObjectNode document() {
		ClaudeSchema plain = typed("text", "data");
		plain.property("data").put(TYPE, STRING);
		ClaudeSchema blocks = typed("content");
		types(blocks.array("content", anyOf(text(), image())), STRING, ARRAY, NULL);
		ClaudeSchema document = typed("document", "source").texts("title", "context");
		document.put("source", anyOf(plain.schema, blocks.schema));
		return document.schema;
	}

	private static ObjectNode tool() {
		ClaudeSchema tool = new ClaudeSchema("name", "input_schema");
		tool.described(ClaudeFields.TOOL);
		tool.filled("name");
		tool.property(TYPE).putArray("enum").add("custom").add("").addNull();
		return tool.texts("description").flag("strict").object("input_schema");
	}

	/** A block or a source. */
	private static ClaudeSchema typed(String type, String... required) {
		ClaudeSchema typed = new ClaudeSchema(required);
		typed.required(TYPE).property(TYPE).putArray("enum").add(type);
		return typed;
	}

	private static ObjectNode nonEmptyText() {
		return JsonMapper.shared().createObjectNode().put(TYPE, STRING).put("minLength", 1);
	}

	private static ObjectNode anyOf(ObjectNode... schemas) {
		ObjectNode any = JsonMapper.shared().createObjectNode();
		any.putArray("anyOf").addAll(List.of(schemas));
		return any;
	}

	private static ObjectNode types(ObjectNode schema, String... types) {
		ArrayNode all = schema.putArray(TYPE);
		List.of(types).forEach(all::add);
		return schema;
	}

	/** Adds all fields of a table that are not refused. */
	private void described(ClaudeFields table) {
		for (FieldRule rule : table.rules()) {
			if (rule.treatment() != Treatment.REFUSED) {
				property(rule.field()).put("description", rule.note());
			}
		}
	}

	private ClaudeSchema required(String name) {
		this.schema.withArray("required").add(name);
		return this;
	}

	private ObjectNode property(String name) {
		return this.schema.withObject(PROPERTIES).withObject(name);
	}

	private void put(String name, ObjectNode schema) {
		this.schema.withObject(PROPERTIES).set(name, schema);
	}

	private ObjectNode array(String name, ObjectNode items) {
		ObjectNode list = property(name).put(TYPE, ARRAY);
		list.set("items", items);
		return list;
	}

	private ClaudeSchema texts(String... names) {
		for (String name : names) {
			types(property(name), STRING, NULL);
		}
		return this;
	}

	private ClaudeSchema filled(String name) {
		property(name).put(TYPE, STRING).put("minLength", 1);
		return this;
	}

	private ClaudeSchema flag(String name) {
		types(property(name), "boolean", NULL);
		return this;
	}

	private ObjectNode object(String name) {
		property(name).put(TYPE, OBJECT);
		return this.schema;
	}

	/** A field that is an object. */
	private ClaudeSchema inner(String name, ClaudeFields table) {
		ClaudeSchema inner = new ClaudeSchema();
		inner.described(table);
		types(inner.schema, OBJECT, NULL);
		String description = property(name).path("description").asString("");
		put(name, inner.schema.put("description", description));
		return inner;
	}

	/** A field that is an object with one of several types. */
	private ClaudeSchema choice(String name, ClaudeFields table, String... types) {
		ClaudeSchema inner = inner(name, table).required(TYPE);
		ArrayNode allowed = inner.property(TYPE).putArray("enum");
		List.of(types).forEach(allowed::add);
		return inner;
	}

}
