package io.github.shimmy4j.protocol.ollama;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.field.RequestObject;

/** Reads the field {@code tools}. */
final class ToolReader {

	private static final String FUNCTION = "function";

	private ToolReader() {
	}

	static ToolOffer offer(RequestObject request) {
		List<ToolOffer.Tool> tools = new ArrayList<>();
		for (RequestObject tool : request.objects("tools", FieldTable.TOOL, "tools")) {
			String type = tool.text("type");
			if (!type.isEmpty() && !type.equals(FUNCTION)) {
				throw tool.rejected("type", "'function'");
			}
			tools.add(function(tool.requiredObject(FUNCTION, FieldTable.FUNCTION)));
		}
		return ToolOffer.of(tools);
	}

	private static ToolOffer.Tool function(RequestObject function) {
		String description = function.text("description");
		return new ToolOffer.Tool(function.requiredText("name"), description.isEmpty() ? null : description,
				function.arguments("parameters"));
	}

}
