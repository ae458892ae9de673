package io.github.shimmy4j.fake;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

/** Refuses the schemas of which {@code llama-server} makes no grammar, with its words. */
final class LlamaGrammar {

	private static final Set<String> COUNTS = Set.of("minLength", "maxLength", "minItems", "maxItems");

	private static final Set<String> NAMED_SCHEMAS = Set.of("properties", "$defs");

	private static final int TOO_MANY = 2000;

	/**
	 * Classes that it does not know, escapes inside of brackets, and too many
	 * repetitions.
	 */
	private static final Pattern UNKNOWN = Pattern
		.compile("\\\\[dDwWsSbBf/@-]|\\[[^\\]]*\\\\[.*+?(){}|^$]|\\{(?:\\d+,)?(?:[2-9]\\d{3}|\\d{5,})\\D");

	private LlamaGrammar() {
	}

	static void check(JsonNode schema) {
		if (schema.isBoolean()) {
			throw unconverted("Unrecognized schema: " + schema);
		}
		for (Map.Entry<String, JsonNode> entry : schema.properties()) {
			String keyword = entry.getKey();
			JsonNode value = entry.getValue();
			if (NAMED_SCHEMAS.contains(keyword)) {
				value.forEach(LlamaGrammar::check);
			}
			else if (keyword.equals("items")) {
				check(value);
			}
			else if (keyword.equals("anyOf")) {
				value.forEach(LlamaGrammar::check);
			}
			else if (keyword.equals("pattern")) {
				checkPattern(value.asString(""));
			}
			else if (COUNTS.contains(keyword) && value.asDouble(0) >= TOO_MANY) {
				throw ungrammatical();
			}
		}
	}

	private static void checkPattern(String pattern) {
		if (!pattern.startsWith("^") || !pattern.endsWith("$")) {
			throw unconverted("Pattern must start with '^' and end with '$'");
		}
		if (UNKNOWN.matcher(pattern).find()) {
			throw ungrammatical();
		}
	}

	private static RefusedException ungrammatical() {
		return LlamaRequestReader.refused(400, "invalid_request_error",
				"Failed to initialize samplers: failed to parse grammar");
	}

	private static RefusedException unconverted(String problem) {
		return LlamaRequestReader.refused(400, "invalid_request_error",
				"Unable to generate parser for this template. Automatic parser generation failed: "
						+ "JSON schema conversion failed:\n" + problem);
	}

}
