package io.github.shimmy4j.engine.http;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the form that an answer must have.
 */
final class ResponseFormat {

	private static final String FIELD = "response_format";

	private ResponseFormat() {
	}

	/** The schema as JSON, or null for free text. */
	static @Nullable String schema(FieldReader request) {
		JsonNode format = request.optional(FIELD);
		if (format == null) {
			return null;
		}
		FieldReader fields = new FieldReader(format, FIELD);
		return switch (fields.text("type")) {
			case "text" -> null;
			case "json_object" -> Json.text(Json.object().put("type", "object"));
			case "json_schema" -> schemaOf(fields.required("json_schema"));
			default -> throw RefusedException.bad("unsupported_response_format",
					"response_format.type must be one of text, json_object, json_schema", FIELD + ".type");
		};
	}

	private static String schemaOf(JsonNode node) {
		String where = FIELD + ".json_schema";
		JsonNode schema = new FieldReader(node, where).required("schema");
		if (!schema.isObject()) {
			throw FieldReader.wrong(schema, where + ".schema", "a map");
		}
		SchemaBounds.check(schema, FIELD);
		return Json.text(schema);
	}

}
