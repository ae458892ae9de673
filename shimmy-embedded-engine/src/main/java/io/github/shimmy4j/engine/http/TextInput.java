package io.github.shimmy4j.engine.http;

import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * Reads a field with one text or a list of texts. OpenAI also accepts arrays of tokens
 * there, which are those of its own tokenizer.
 */
final class TextInput {

	private TextInput() {
	}

	static List<String> read(FieldReader fields, String name) {
		JsonNode value = fields.required(name);
		JsonNode first = value.path(0);
		if (first.isNumber() || first.path(0).isNumber()) {
			throw RefusedException.bad("unsupported_value",
					name + " must be text: arrays of tokens are not supported, send the text itself", name);
		}
		if (value.isNull()) {
			throw FieldReader.wrong(value, name, "a string");
		}
		return fields.texts(name);
	}

}
