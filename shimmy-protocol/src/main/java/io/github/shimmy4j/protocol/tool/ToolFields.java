package io.github.shimmy4j.protocol.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.Tool;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import io.github.shimmy4j.protocol.openai.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the tools of a request in OpenAI's form. */
final class ToolFields {

	/** OpenAI's rule. A tool's name also becomes a part of a schema. */
	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

	private ToolFields() {
	}

	/**
	 * Reads the fields of a request.
	 * @return the tools, and which of them the model may or must call
	 * @throws InvalidToolsException if one of them is wrong
	 */
	static ToolOffer read(ObjectNode request) {
		List<Tool> tools = tools(request.path(Fields.TOOLS));
		JsonNode choice = request.path(Fields.TOOL_CHOICE);
		return new ToolOffer(tools, choice.isObject() ? named(choice, tools) : choice(choice, tools),
				parallel(request.path(Fields.PARALLEL_TOOL_CALLS)));
	}

	/** The schema of a tool's arguments; a tool without one takes none. */
	static ObjectNode parameters(Tool tool) {
		ObjectNode schema = tool.parameters();
		return (schema != null) ? schema
				: JsonMapper.shared().createObjectNode().put("type", "object").put("additionalProperties", false);
	}

	private static List<Tool> tools(JsonNode nodes) {
		if (isAbsent(nodes)) {
			return List.of();
		}
		if (!nodes.isArray()) {
			throw new InvalidToolsException(Fields.TOOLS, "must be a list of tools");
		}
		List<Tool> tools = new ArrayList<>();
		for (JsonNode node : nodes) {
			Tool tool = tool(node, field(tools.size()));
			for (int earlier = 0; earlier < tools.size(); earlier++) {
				if (tools.get(earlier).name().equals(tool.name())) {
					throw new InvalidToolsException(function(tools.size()) + ".name",
							"is '%s', which is also the name of %s; names must differ".formatted(tool.name(),
									function(earlier)));
				}
			}
			tools.add(tool);
		}
		return tools;
	}

	private static String field(int position) {
		return Fields.TOOLS + "[" + position + "]";
	}

	private static String function(int position) {
		return field(position) + "." + Fields.FUNCTION;
	}

	private static Tool tool(JsonNode node, String field) {
		if (!Fields.FUNCTION.equals(node.path(Fields.TYPE).asString(""))) {
			throw new InvalidToolsException(field + ".type", "must be 'function'");
		}
		String at = field + "." + Fields.FUNCTION;
		JsonNode function = node.path(Fields.FUNCTION);
		String name = function.path(Fields.NAME).asString("");
		if (!NAME.matcher(name).matches()) {
			throw new InvalidToolsException(at + ".name",
					"must have 1 to 64 letters, digits, hyphens and underscores, is '" + name + "'");
		}
		JsonNode description = function.path("description");
		if (!isAbsent(description) && !description.isString()) {
			throw new InvalidToolsException(at + ".description", "must be a text");
		}
		return new Tool(name, description.isString() ? description.asString() : null,
				parameters(function.path("parameters"), at + ".parameters", name));
	}

	/** Spring AI 2.0.0 writes OpenAI's {@code strict} into the schema. */
	private static ObjectNode withoutStrict(ObjectNode schema) {
		if (!schema.path("strict").isBoolean()) {
			return schema;
		}
		ObjectNode copy = schema.deepCopy();
		copy.remove("strict");
		return copy;
	}

	private static @Nullable ObjectNode parameters(JsonNode schema, String field, String name) {
		if (isAbsent(schema)) {
			return null;
		}
		if (schema instanceof ObjectNode object && "object".equals(object.path("type").asString("object"))) {
			return withoutStrict(object);
		}
		throw new InvalidToolsException(field, "of the tool '" + name + "' must be a JSON schema of type object");
	}

	private static ToolChoice choice(JsonNode choice, List<Tool> tools) {
		if (isAbsent(choice)) {
			return ToolChoice.AUTO;
		}
		return switch (choice.asString("")) {
			case "auto" -> ToolChoice.AUTO;
			case "none" -> ToolChoice.NONE;
			case "required" -> {
				if (tools.isEmpty()) {
					throw new InvalidToolsException(Fields.TOOL_CHOICE, "is 'required', and the request has no tools");
				}
				yield ToolChoice.REQUIRED;
			}
			default -> throw new InvalidToolsException(Fields.TOOL_CHOICE,
					"must be auto, none, required, or {\"type\":\"function\",\"function\":{\"name\":…}}");
		};
	}

	private static ToolChoice named(JsonNode choice, List<Tool> tools) {
		if (!Fields.FUNCTION.equals(choice.path(Fields.TYPE).asString(""))) {
			throw new InvalidToolsException(Fields.TOOL_CHOICE + ".type", "must be 'function'");
		}
		String name = choice.path(Fields.FUNCTION).path(Fields.NAME).asString("");
		if (tools.stream().noneMatch((tool) -> tool.name().equals(name))) {
			throw new InvalidToolsException(Fields.TOOL_CHOICE + ".function.name", "is '" + name
					+ "', which is none of the tools: " + String.join(", ", tools.stream().map(Tool::name).toList()));
		}
		return ToolChoice.only(name);
	}

	private static boolean parallel(JsonNode parallel) {
		if (!isAbsent(parallel) && !parallel.isBoolean()) {
			throw new InvalidToolsException(Fields.PARALLEL_TOOL_CALLS, "must be true or false");
		}
		return parallel.asBoolean(true);
	}

	private static boolean isAbsent(JsonNode node) {
		return node.isMissingNode() || node.isNull();
	}

}
