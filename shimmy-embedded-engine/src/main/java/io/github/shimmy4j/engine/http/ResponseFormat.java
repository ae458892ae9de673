package io.github.shimmy4j.engine.http;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.schema.AnswerSchema;
import io.github.shimmy4j.engine.schema.SchemaException;

/**
 * Reads the form that an answer must have.
 */
final class ResponseFormat {

	private static final String FIELD = "response_format";

	private ResponseFormat() {
	}

	/** The form, or null for free text. */
	static @Nullable AnswerSchema schema(FieldReader request) {
		JsonNode format = request.optional(FIELD);
		if (format == null) {
			return null;
		}
		FieldReader fields = new FieldReader(format, FIELD);
		return switch (fields.text("type")) {
			case "text" -> null;
			case "json_object" -> AnswerSchema.anyObject();
			case "json_schema" -> schemaOf(fields.required("json_schema"));
			default -> throw RefusedException.bad("unsupported_response_format",
					"response_format.type must be one of text, json_object, json_schema", FIELD + ".type");
		};
	}

	private static AnswerSchema schemaOf(JsonNode node) {
		String where = FIELD + ".json_schema";
		JsonNode schema = new FieldReader(node, where).required("schema");
		if (!schema.isObject()) {
			throw FieldReader.wrong(schema, where + ".schema", "a map");
		}
		try {
			return AnswerSchema.of(schema);
		}
		catch (SchemaException ex) {
			throw RefusedException.bad("invalid_schema",
					"The schema in " + where + ".schema cannot be used: " + ex.getMessage(), FIELD);
		}
	}

}
