package io.github.shimmy4j.gateway.responses;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.gateway.call.ChatNames;
import io.github.shimmy4j.protocol.conversation.ToolOffer.Tool;
import io.github.shimmy4j.protocol.responses.ResponsesRequest;

/**
 * The names that a client has used for the fields of its request in OpenAI's form of
 * chats, so that a refusal names what the client has written.
 *
 * @param tools where the request has its tools, in the order in which they are offered
 */
record ResponsesNames(List<String> tools) {

	private static final Map<String, String> OTHERS = Map.of("max_tokens", "max_output_tokens", "enable_thinking",
			"reasoning.effort", "tool_choice.function.name", "tool_choice.name");

	ResponsesNames {
		tools = List.copyOf(tools);
	}

	/** The names of a request that was read well. */
	static ResponsesNames of(ResponsesRequest request) {
		return new ResponsesNames(
				request.conversation().tools().tools().stream().map(Tool::name).map(request.names()::path).toList());
	}

	/**
	 * Finds the name of a field.
	 * @param field path of the field in OpenAI's form
	 */
	String of(String field) {
		// Items were joined, so their numbers are others.
		if (field.startsWith("messages[")) {
			return "input";
		}
		if (ChatNames.isFormat(field)) {
			return ChatNames.withFormat(field, "text.format");
		}
		return ChatNames.isTool(field) ? ChatNames.withTool(field, this::tool) : OTHERS.getOrDefault(field, field);
	}

	private String tool(int number) {
		return (number < this.tools.size()) ? this.tools.get(number) : "tools";
	}

}
