package io.github.shimmy4j.protocol.openai;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}.
 */
final class ToolReader {

	private ToolReader() {
	}

	static ToolOffer offer(RequestObject request) {
		List<ToolOffer.Tool> tools = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (RequestObject each : request.objects(Fields.TOOLS, ChatFields.TOOL, "tools")) {
			RequestObject function = function(each);
			if (!names.add(function.requiredText(Fields.NAME))) {
				throw function.rejected(Fields.NAME, "a name that no other tool has");
			}
			tools.add(tool(function));
		}
		ToolChoice choice = choice(request, names);
		boolean parallel = !Boolean.FALSE.equals(request.flag(Fields.PARALLEL_TOOL_CALLS));
		return tools.isEmpty() ? ToolOffer.NONE : new ToolOffer(tools, choice, parallel);
	}

	/** The function of a tool, a call or a choice. */
	private static RequestObject function(RequestObject owner) {
		requireFunction(owner);
		return owner.requiredObject(Fields.FUNCTION, ChatFields.FUNCTION);
	}

	/** Only functions have a schema; other types belong to OpenAI's models. */
	static void requireFunction(RequestObject owner) {
		String type = owner.text(Fields.TYPE);
		if (!type.isEmpty() && !type.equals(Fields.FUNCTION)) {
			throw InvalidFieldException.unsupported(owner.path(Fields.TYPE), owner.get(Fields.TYPE),
					"only tools of the type 'function' can be used here");
		}
	}

	private static ToolOffer.Tool tool(RequestObject function) {
		String description = function.text("description");
		return new ToolOffer.Tool(function.requiredText(Fields.NAME), description.isEmpty() ? null : description,
				function.arguments("parameters"), Boolean.TRUE.equals(function.flag("strict")));
	}

	private static ToolChoice choice(RequestObject request, Set<String> names) {
		JsonNode choice = request.get(Fields.TOOL_CHOICE);
		if (choice.isObject()) {
			RequestObject function = function(request.requiredObject(Fields.TOOL_CHOICE, ChatFields.TOOL));
			if (!names.contains(function.requiredText(Fields.NAME))) {
				throw function.rejected(Fields.NAME, "the name of one of the tools");
			}
			return ToolChoice.only(function.text(Fields.NAME));
		}
		return switch (choice.isMissingNode() ? "auto" : request.text(Fields.TOOL_CHOICE)) {
			case "auto" -> ToolChoice.AUTO;
			case "none" -> ToolChoice.NONE;
			case "required" -> {
				if (names.isEmpty()) {
					throw request.rejected(Fields.TOOL_CHOICE, "'auto' or 'none' where there are no tools");
				}
				yield ToolChoice.REQUIRED;
			}
			default -> throw request.rejected(Fields.TOOL_CHOICE, "'auto', 'none', 'required' or a function");
		};
	}

}
