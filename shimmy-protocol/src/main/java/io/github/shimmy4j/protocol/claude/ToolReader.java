package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the fields {@code tools} and {@code tool_choice}. */
final class ToolReader {

	private static final String CUSTOM = "custom";

	private static final String TYPE = "type";

	private static final String NAME = "name";

	private static final String SCHEMA = "input_schema";

	private static final String CHOICE = "tool_choice";

	private ToolReader() {
	}

	static ToolOffer offer(RequestObject request) {
		List<ToolOffer.Tool> tools = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (RequestObject each : request.objects("tools", ClaudeFields.TOOL, "tools")) {
			ToolOffer.Tool tool = tool(each);
			if (!names.add(tool.name())) {
				throw each.rejected(NAME, "a name that no other tool has");
			}
			tools.add(tool);
		}
		RequestObject choice = request.object(CHOICE, ClaudeFields.TOOL_CHOICE);
		if (choice == null) {
			return ToolOffer.of(tools);
		}
		boolean parallel = !Boolean.TRUE.equals(choice.flag("disable_parallel_tool_use"));
		ToolChoice chosen = choice(choice, names);
		return tools.isEmpty() ? ToolOffer.NONE : new ToolOffer(tools, chosen, parallel);
	}

	private static ToolOffer.Tool tool(RequestObject tool) {
		String type = tool.text(TYPE);
		if (!type.isEmpty() && !type.equals(CUSTOM)) {
			throw InvalidFieldException.unsupported(tool.path(TYPE), tool.get(TYPE),
					"only tools with a schema of their own, of the type 'custom', can be used here");
		}
		String name = tool.requiredText(NAME);
		String description = tool.text("description");
		if (!(tool.get(SCHEMA) instanceof ObjectNode schema)) {
			throw tool.rejected(SCHEMA, "a JSON schema of type object");
		}
		JsonNode of = schema.path(TYPE);
		if (!of.isMissingNode() && !of.asString("").equals("object")) {
			throw InvalidFieldException.rejected(tool.path(SCHEMA) + "." + TYPE, of, "'object'");
		}
		return new ToolOffer.Tool(name, description.isEmpty() ? null : description, schema,
				Boolean.TRUE.equals(tool.flag("strict")));
	}

	private static ToolChoice choice(RequestObject choice, Set<String> names) {
		String type = choice.text(TYPE);
		if (names.isEmpty() && (type.equals("any") || type.equals("tool"))) {
			throw choice.rejected(TYPE, "'auto' or 'none' where there are no tools");
		}
		return switch (type) {
			case "auto" -> ToolChoice.AUTO;
			case "none" -> ToolChoice.NONE;
			case "any" -> ToolChoice.REQUIRED;
			case "tool" -> {
				if (!names.contains(choice.requiredText(NAME))) {
					throw choice.rejected(NAME, "the name of one of the tools");
				}
				yield ToolChoice.only(choice.text(NAME));
			}
			default -> throw choice.rejected(TYPE, "'auto', 'any', 'tool' or 'none'");
		};
	}

}
