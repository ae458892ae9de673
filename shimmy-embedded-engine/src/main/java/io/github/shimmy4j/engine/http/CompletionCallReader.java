package io.github.shimmy4j.engine.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.generation.TextRequest;

/**
 * Reads a request of {@code /v1/completions}. The fields that it shares with a chat
 * request are read by the same rules.
 */
final class CompletionCallReader {

	/** OpenAI's default. */
	static final int USUAL_TOKENS = 16;

	private static final String PROMPT = "prompt";

	private CompletionCallReader() {
	}

	static CompletionCall read(JsonNode body) {
		FieldReader fields = new FieldReader(body, "");
		String model = fields.text("model");
		String prompt = prompt(fields);
		refuseUnsupported(fields);
		Integer maxTokens = fields.whole("max_tokens", 1);
		TextRequest request = new TextRequest(prompt, (maxTokens != null) ? maxTokens : USUAL_TOKENS,
				ChatCallReader.stop(fields), ChatCallReader.sampling(fields));
		return new CompletionCall(model, fields.flag("stream"), ChatCallReader.includeUsage(fields),
				fields.flag("echo"), request);
	}

	private static String prompt(FieldReader fields) {
		List<String> prompts = TextInput.read(fields, PROMPT);
		if (prompts.size() != 1) {
			throw RefusedException.bad("unsupported_value",
					"prompt must be one text, not " + prompts.size() + "; send a request for each", PROMPT);
		}
		return prompts.get(0);
	}

	private static void refuseUnsupported(FieldReader fields) {
		Set<String> refused = new LinkedHashSet<>();
		for (String name : List.of("n", "best_of")) {
			Integer answers = fields.whole(name, 1);
			if (answers != null && answers > 1) {
				refused.add(name);
			}
		}
		if (fields.optional("logprobs") != null) {
			refused.add("logprobs");
		}
		JsonNode suffix = fields.optional("suffix");
		if (suffix != null && !FieldReader.text(suffix, "suffix").isEmpty()) {
			refused.add("suffix");
		}
		JsonNode bias = fields.optional("logit_bias");
		if (bias != null && !(bias.isObject() && bias.isEmpty())) {
			refused.add("logit_bias");
		}
		if (!refused.isEmpty()) {
			throw RefusedException.bad("unsupported_parameter",
					"The embedded engine does not support: " + String.join(", ", refused), refused.iterator().next());
		}
	}

}
