package io.github.shimmy4j.engine.http;

import java.util.List;
import java.util.Objects;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.protocol.conversation.ToolOffer.Tool;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.Fields;
import io.github.shimmy4j.protocol.tool.EmulatedTools;
import io.github.shimmy4j.protocol.tool.InvalidToolsException;

/**
 * Reads what a request says of tools, and rewrites it as a request for an answer that
 * follows a schema. Checks first what the rewritten request would report at another
 * place.
 */
final class ToolReader {

	private ToolReader() {
	}

	static EmulatedTools read(JsonNode body) {
		FieldReader fields = new FieldReader(body, "");
		CompletionRequest request = new CompletionRequest((ObjectNode) body);
		if (!EmulatedTools.isNeededFor(request)) {
			return new EmulatedTools(request, List.of(), AnswerTranslation.NONE);
		}
		try {
			EmulatedTools tools = EmulatedTools.of(request, EmulatedTools.RANDOM_IDS);
			MessageReader.check(request.json().path(Fields.MESSAGES));
			if (!tools.callable().isEmpty()) {
				ChatCallReader.schema(fields);
				check(tools, body.path(Fields.TOOLS));
			}
			return tools;
		}
		catch (InvalidToolsException ex) {
			throw RefusedException.bad("invalid_tools", String.valueOf(ex.getMessage()), ex.field());
		}
	}

	private static void check(EmulatedTools tools, JsonNode offered) {
		for (int position = 0; position < offered.size(); position++) {
			String name = offered.get(position).path(Fields.FUNCTION).path(Fields.NAME).asString("");
			String field = "tools[%d].function.parameters".formatted(position);
			tools.callable()
				.stream()
				.filter((tool) -> tool.name().equals(name))
				.map(Tool::parameters)
				.filter(Objects::nonNull)
				.forEach((schema) -> ChatCallReader.usable(schema, "The schema of the tool '" + name + "' in " + field,
						field));
		}
		ChatCallReader.usable(tools.request().json().at("/response_format/json_schema/schema"),
				"The schema of all tools together", Fields.TOOLS);
	}

}
