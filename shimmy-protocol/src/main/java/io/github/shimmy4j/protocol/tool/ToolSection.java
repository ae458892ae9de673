package io.github.shimmy4j.protocol.tool;

import java.util.stream.Collectors;

import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.Tool;
import io.github.shimmy4j.protocol.openai.Fields;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells the model in words which tools there are, and how it calls them. */
final class ToolSection {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String CALL = "{\"tool_calls\":[{\"name\":\"NAME\",\"arguments\":{}}]}";

	private ToolSection() {
	}

	/** The tools come first: they stay the same from request to request. */
	static String of(ToolOffer offer) {
		String tools = offer.tools().stream().map(ToolSection::tool).collect(Collectors.joining("\n"));
		return "You have these tools:\n" + tools + "\n\n" + forms(offer);
	}

	private static String tool(Tool tool) {
		ObjectNode told = MAPPER.createObjectNode().put(Fields.NAME, tool.name());
		if (tool.description() != null) {
			told.put("description", tool.description());
		}
		ObjectNode parameters = ToolFields.parameters(tool).deepCopy();
		parameters.remove("$schema");
		told.set("parameters", parameters);
		return MAPPER.writeValueAsString(told);
	}

	private static String forms(ToolOffer offer) {
		if (offer.choice().tool() != null) {
			return "Call the tool " + offer.choice().tool() + " now. Answer with JSON only:\n" + CALL;
		}
		String one = offer.parallel() ? "" : ", one at a time";
		if (offer.choice().mode() == ToolOffer.Mode.REQUIRED) {
			return "Call a tool now" + one + ". Answer with JSON only:\n" + CALL;
		}
		return "Answer with JSON only. To call tools" + one + ", whose results follow in the next message:\n" + CALL
				+ "\nTo answer the user:\n{\"" + CallSchema.ANSWER + "\":\"TEXT\"}";
	}

}
