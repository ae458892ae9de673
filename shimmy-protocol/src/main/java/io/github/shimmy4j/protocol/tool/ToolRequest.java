package io.github.shimmy4j.protocol.tool;

import java.util.List;
import java.util.function.Supplier;

import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.ToolOffer.Tool;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.Fields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as one server can fulfil it: as it is, with a choice of tools that the server
 * honours, or with {@link EmulatedTools}; with schemas that it can follow.
 *
 * @param request the request to send
 * @param translation of its answer, for this one request
 */
public record ToolRequest(CompletionRequest request, AnswerTranslation translation) {

	/**
	 * Prepares a request, with or without tools, for a server.
	 * @param given as the client wrote it
	 * @param server what the server can do
	 * @param ids gives each call its id where the server gives none
	 * @return the request for that server
	 * @throws InvalidToolsException if a field for tools is wrong and the server would
	 * not tell
	 * @throws ShimmyException UNSUPPORTED_REQUEST if the server cannot be made to call
	 * tools, or to follow a schema that was promised
	 */
	public static ToolRequest of(CompletionRequest given, ServerCapabilities server, Supplier<String> ids) {
		CompletionRequest request = FollowedSchemas.of(given, server);
		if (!EmulatedTools.isNeededFor(request)) {
			return new ToolRequest(request, AnswerTranslation.NONE);
		}
		return switch (server.tools()) {
			case NATIVE -> isFormatLost(request, server) ? emulated(request, ids) : chosen(request, server);
			case BY_SCHEMA -> emulated(request, ids);
			case NONE -> throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_REQUEST,
					"%s cannot do what the request asks for: %s".formatted(server.kind(),
							server.missing(Feature.TOOLS)));
		};
	}

	private static ToolRequest emulated(CompletionRequest request, Supplier<String> ids) {
		EmulatedTools emulated = EmulatedTools.of(request, ids);
		return new ToolRequest(emulated.request(), emulated.translation());
	}

	private static boolean isFormatLost(CompletionRequest request, ServerCapabilities server) {
		String format = request.json().path(Fields.RESPONSE_FORMAT).path(Fields.TYPE).asString(Fields.TEXT);
		return !format.equals(Fields.TEXT) && !request.json().path(Fields.TOOLS).isEmpty()
				&& !server.supports(Feature.TOOLS_WITH_FORMAT) && server.supports(Feature.RESPONSE_FORMAT);
	}

	/**
	 * Offers only the named tool, of which a call is required, where names are ignored.
	 */
	private static ToolRequest chosen(CompletionRequest request, ServerCapabilities server) {
		JsonNode choice = request.json().path(Fields.TOOL_CHOICE);
		if (!choice.isObject() || server.supports(Feature.NAMED_TOOL_CHOICE)) {
			return new ToolRequest(request, AnswerTranslation.NONE);
		}
		List<Tool> named = ToolFields.read(request.json()).callable();
		ObjectNode narrowed = JsonMapper.shared().createObjectNode();
		narrowed.setAll(request.json());
		narrowed.putArray(Fields.TOOLS);
		for (JsonNode tool : request.json().path(Fields.TOOLS)) {
			String name = tool.path(Fields.FUNCTION).path(Fields.NAME).asString("");
			if (named.stream().anyMatch((each) -> each.name().equals(name))) {
				narrowed.withArray(Fields.TOOLS).add(tool);
			}
		}
		narrowed.put(Fields.TOOL_CHOICE, "required");
		return new ToolRequest(new CompletionRequest(narrowed), AnswerTranslation.NONE);
	}

}
