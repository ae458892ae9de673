package io.github.shimmy4j.gateway.claude;

import io.github.shimmy4j.gateway.http.BodySchema;
import io.github.shimmy4j.protocol.claude.ClaudeFields;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON schemas of Claude's requests. Bodies that do not follow them are refused, so a
 * field has a type only where it is always checked. A field that is null is absent.
 */
final class ClaudeSchema {

	private static final String NULL = "null";

	private static final String STRING = "string";

	private static final String INTEGER = "integer";

	private static final String OBJECT = "object";

	private static final String MINIMUM = "minimum";

	private ClaudeSchema() {
	}

	/**
	 * The schema of a request's body.
	 * @param answered false for a request that only counts tokens
	 */
	static ObjectNode of(boolean answered) {
		BodySchema request = answered ? BodySchema.object("model", "messages", "max_tokens")
				: BodySchema.object("model", "messages");
		request.described(ClaudeFields.REQUEST).filledTexts("model").flags("stream");
		request.list("messages", messages()).put("minItems", 1);
		request.list("system", text(), STRING, NULL);
		request.types("max_tokens", answered ? new String[] { INTEGER } : new String[] { INTEGER, NULL })
			.put(MINIMUM, 1)
			.put("maximum", Integer.MAX_VALUE);
		request.list("stop_sequences", BodySchema.filledText(), NULL);
		request.types("temperature", "number", NULL).put(MINIMUM, 0);
		request.types("top_p", "number", NULL).put(MINIMUM, 0).put("maximum", 1);
		request.types("top_k", INTEGER, NULL).put(MINIMUM, -1).put("maximum", Integer.MAX_VALUE);
		request.list("tools", tool(), NULL);
		request.choice("tool_choice", ClaudeFields.TOOL_CHOICE, "auto", "any", "tool", "none")
			.flags("disable_parallel_tool_use");
		request.choice("thinking", ClaudeFields.THINKING, "enabled", "disabled", "adaptive", "between_tools");
		request.inner("output_config", ClaudeFields.OUTPUT)
			.choice("format", ClaudeFields.FORMAT, "json_schema")
			.required("schema")
			.types("schema", OBJECT);
		return request.json();
	}

	private static ObjectNode messages() {
		BodySchema use = BodySchema.typed("tool_use", "id", "name", "input").filledTexts("id", "name");
		use.types("input", OBJECT);
		return BodySchema.anyOf(message("user", userBlocks()),
				message("assistant",
						BodySchema.anyOf(text(), use.json(),
								BodySchema.typed("thinking").optionalTexts("thinking", "signature").json(),
								BodySchema.typed("redacted_thinking").json())),
				message("system", text()));
	}

	private static ObjectNode message(String role, ObjectNode block) {
		BodySchema message = BodySchema.object("role", "content").described(ClaudeFields.MESSAGE);
		message.oneOf("role", role);
		message.list("content", block, STRING);
		return message.json();
	}

	private static ObjectNode userBlocks() {
		BodySchema result = BodySchema.typed("tool_result", "tool_use_id").flags("is_error").filledTexts("tool_use_id");
		result.list("content", content(), STRING, NULL);
		return BodySchema.anyOf(content(), result.json());
	}

	/** Blocks of a user, and of the result of a tool. */
	private static ObjectNode content() {
		BodySchema found = BodySchema.typed("search_result").optionalTexts("title", "source");
		found.list("content", BodySchema.anyOf(text(), image()), STRING, NULL);
		return BodySchema.anyOf(text(), image(), document(), found.json(),
				BodySchema.typed("tool_reference", "tool_name").texts("tool_name").json());
	}

	private static ObjectNode text() {
		return BodySchema.typed("text", "text").texts("text").json();
	}

	private static ObjectNode image() {
		BodySchema file = BodySchema.typed("base64", "media_type", "data");
		file.oneOf("media_type", "image/jpeg", "image/png", "image/gif", "image/webp");
		file.types("data", STRING)
			.put("pattern", "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$");
		return BodySchema.typed("image", "source")
			.put("source", BodySchema.anyOf(file.json(), BodySchema.typed("url", "url").filledTexts("url").json()))
			.json();
	}

	private static ObjectNode document() {
		BodySchema blocks = BodySchema.typed("content");
		blocks.list("content", BodySchema.anyOf(text(), image()), STRING, NULL);
		return BodySchema.typed("document", "source")
			.optionalTexts("title", "context")
			.put("source", BodySchema.anyOf(BodySchema.typed("text", "data").texts("data").json(), blocks.json()))
			.json();
	}

	private static ObjectNode tool() {
		BodySchema tool = BodySchema.object("name", "input_schema").described(ClaudeFields.TOOL);
		tool.filledTexts("name").optionalTexts("description").flags("strict");
		tool.oneOf("type", "custom", "").withArray("enum").addNull();
		tool.types("input_schema", OBJECT);
		return tool.json();
	}

}
