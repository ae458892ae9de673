package io.github.shimmy4j.protocol.tool;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.Tool;
import io.github.shimmy4j.protocol.openai.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the JSON schema of an answer that is either a text, <code>{"answer":…}</code>, or
 * calls, <code>{"tool_calls":[{"name":…,"arguments":{…}}]}</code>.
 */
final class CallSchema {

	/** Property of an answer to the user. */
	static final String ANSWER = "answer";

	/**
	 * Calls in one answer. Without a limit a small model calls until no token is left.
	 */
	static final int MOST_CALLS = 8;

	/** No tool can have this name. */
	private static final String ANSWER_DEFINITION = "answer.schema";

	private static final String DEFINITIONS = "$defs";

	private static final String PROPERTIES = "properties";

	private static final String REFERENCE = "$ref";

	/** Keywords whose values are schemas by name. */
	private static final Set<String> NAMED_SCHEMAS = Set.of(PROPERTIES, DEFINITIONS, "definitions", "patternProperties",
			"dependentSchemas");

	/** Keywords whose values are data. */
	private static final Set<String> DATA = Set.of("const", "enum", "default", "example", "examples");

	private final ObjectNode definitions = object();

	private CallSchema() {
	}

	/**
	 * Makes the schema.
	 * @param offer tools of which at least one may be called
	 * @param answer schema of an answer to the user; null for any text
	 * @return the schema
	 */
	static ObjectNode of(ToolOffer offer, @Nullable ObjectNode answer) {
		return new CallSchema().schema(offer, answer);
	}

	private ObjectNode schema(ToolOffer offer, @Nullable ObjectNode answer) {
		ObjectNode schema = only(Fields.TOOL_CALLS, calls(offer));
		if (offer.choice().mode() != ToolOffer.Mode.REQUIRED) {
			ObjectNode text = (answer != null) ? embedded(answer, ANSWER_DEFINITION)
					: object().put("type", "string").put("minLength", 1);
			ObjectNode either = object();
			either.putArray("anyOf").add(only(ANSWER, text)).add(schema);
			schema = either;
		}
		if (!this.definitions.isEmpty()) {
			schema.set(DEFINITIONS, this.definitions);
		}
		return schema;
	}

	private ObjectNode calls(ToolOffer offer) {
		List<ObjectNode> each = offer.callable().stream().map(this::call).toList();
		ObjectNode calls = object().put("type", "array")
			.put("minItems", 1)
			.put("maxItems", (offer.parallel() && offer.choice().tool() == null) ? MOST_CALLS : 1);
		if (each.size() == 1) {
			calls.set("items", each.get(0));
		}
		else {
			ArrayNode choices = calls.putObject("items").putArray("anyOf");
			each.forEach(choices::add);
		}
		return calls;
	}

	private ObjectNode call(Tool tool) {
		ObjectNode properties = object();
		properties.putObject(Fields.NAME).put("const", tool.name());
		properties.set(Fields.ARGUMENTS, embedded(ToolFields.parameters(tool), tool.name()));
		return exactly(properties);
	}

	/**
	 * A schema inside of another one. One with references becomes a definition, since
	 * they begin at the root.
	 */
	private ObjectNode embedded(ObjectNode schema, String name) {
		ObjectNode copy = schema.deepCopy();
		copy.remove(List.of("$schema", "$id"));
		if (!relocate(copy, "#/" + DEFINITIONS + "/" + name)) {
			return copy;
		}
		this.definitions.set(name, copy);
		return object().put(REFERENCE, "#/" + DEFINITIONS + "/" + name);
	}

	/** Changes all references below a schema; tells whether it has any. */
	private static boolean relocate(JsonNode schema, String root) {
		boolean found = false;
		if (schema instanceof ObjectNode object) {
			for (Map.Entry<String, JsonNode> entry : object.properties()) {
				String keyword = entry.getKey();
				JsonNode value = entry.getValue();
				if (keyword.equals(REFERENCE) && value.asString("").matches("#(/.*)?")) {
					entry.setValue(object.stringNode(root + value.asString().substring(1)));
					found = true;
				}
				else if (NAMED_SCHEMAS.contains(keyword)) {
					for (JsonNode named : value) {
						found |= relocate(named, root);
					}
				}
				else if (!DATA.contains(keyword)) {
					found |= relocate(value, root);
				}
			}
		}
		else if (schema.isArray()) {
			for (JsonNode each : schema) {
				found |= relocate(each, root);
			}
		}
		return found;
	}

	private static ObjectNode only(String name, ObjectNode value) {
		ObjectNode properties = object();
		properties.set(name, value);
		return exactly(properties);
	}

	/** An object with all of these properties, in this order, and no others. */
	private static ObjectNode exactly(ObjectNode properties) {
		ObjectNode schema = object().put("type", "object");
		schema.set(PROPERTIES, properties);
		ArrayNode required = schema.putArray("required");
		properties.propertyNames().forEach(required::add);
		return schema.put("additionalProperties", false);
	}

	private static ObjectNode object() {
		return JsonMapper.shared().createObjectNode();
	}

}
