package io.github.shimmy4j.protocol.tool;

import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.Fields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of a request, for a server that fails at some of them. A tool's schema
 * advises the model: what the server cannot follow is left out. A strict tool and the
 * form of the answer are promises: they are refused.
 */
final class FollowedSchemas {

	private static final String PARAMETERS = "parameters";

	private FollowedSchemas() {
	}

	/**
	 * Fits the schemas of a request.
	 * @return the same request if nothing had to be left out
	 * @throws InvalidFieldException if the server cannot follow a schema that is a
	 * promise
	 */
	static CompletionRequest of(CompletionRequest request, ServerCapabilities server) {
		if (server.supports(Feature.ANY_SCHEMA) || !server.supports(Feature.RESPONSE_FORMAT)) {
			return request;
		}
		String field = "json_schema";
		promised(request.json().path(Fields.RESPONSE_FORMAT).path(field).path("schema"),
				Fields.RESPONSE_FORMAT + "." + field + ".schema", server);
		JsonNode tools = request.json().path(Fields.TOOLS);
		ArrayNode fitted = JsonMapper.shared().createArrayNode();
		for (JsonNode tool : tools) {
			fitted.add(tool(tool, Fields.TOOLS + "[" + fitted.size() + "]", server));
		}
		if (fitted.isEmpty() || fitted.equals(tools)) {
			return request;
		}
		ObjectNode changed = JsonMapper.shared().createObjectNode();
		changed.setAll(request.json());
		changed.set(Fields.TOOLS, fitted);
		return new CompletionRequest(changed);
	}

	private static JsonNode tool(JsonNode tool, String field, ServerCapabilities server) {
		JsonNode function = tool.path(Fields.FUNCTION);
		if (!(function.path(PARAMETERS) instanceof ObjectNode schema)) {
			return tool;
		}
		if (function.path("strict").asBoolean(false)) {
			promised(schema, field + "." + Fields.FUNCTION + "." + PARAMETERS, server);
			return tool;
		}
		GrammarSchema followed = GrammarSchema.of(schema);
		if (followed.schema().equals(schema)) {
			return tool;
		}
		ObjectNode fitted = (ObjectNode) tool.deepCopy();
		((ObjectNode) fitted.path(Fields.FUNCTION)).set(PARAMETERS, followed.schema());
		return fitted;
	}

	private static void promised(JsonNode schema, String field, ServerCapabilities server) {
		if (schema instanceof ObjectNode object) {
			GrammarSchema.of(object).removed().stream().findFirst().ifPresent((removed) -> {
				throw InvalidFieldException.unsupported(field + removed.path(), removed.value(),
						"%s cannot follow %s of this schema".formatted(server.kind(), removed.path().substring(1)));
			});
		}
	}

}
