package io.github.shimmy4j.gateway.claude;

import io.github.shimmy4j.protocol.claude.ClaudeFields;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON schemas of Claude's requests. */
final class ClaudeSchema {

	private static final String TYPE = "type";

	private ClaudeSchema() {
	}

	/**
	 * The schema of a request's body.
	 * @param answered false for a request that only counts tokens
	 */
	static ObjectNode of(boolean answered) {
		ObjectNode schema = JsonMapper.shared().createObjectNode().put(TYPE, "object");
		schema.putArray("required").add("model").add("messages");
		ObjectNode properties = schema.putObject("properties");
		ClaudeFields.REQUEST.rules()
			.stream()
			.filter((rule) -> rule.treatment() != Treatment.REFUSED)
			.forEach((rule) -> properties.putObject(rule.field()).put("description", rule.note()));
		property(properties, "model").put(TYPE, "string").put("minLength", 1);
		property(properties, "stream").put(TYPE, "boolean");
		ObjectNode message = property(properties, "messages").put(TYPE, "array").put("minItems", 1).putObject("items");
		message.put(TYPE, "object").putArray("required").add("role").add("content");
		message.putObject("properties").putObject("role").putArray("enum").add("user").add("assistant");
		if (answered) {
			schema.withArray("required").add("max_tokens");
			property(properties, "max_tokens").put(TYPE, "integer").put("minimum", 1);
		}
		return schema;
	}

	private static ObjectNode property(ObjectNode properties, String name) {
		return (ObjectNode) properties.path(name);
	}

}
