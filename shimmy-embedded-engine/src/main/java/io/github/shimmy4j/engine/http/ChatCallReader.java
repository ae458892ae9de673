package io.github.shimmy4j.engine.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.generation.ChatRequest;
import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.engine.schema.AnswerSchema;
import io.github.shimmy4j.engine.schema.SchemaException;
import io.github.shimmy4j.protocol.tool.EmulatedTools;

/**
 * Reads a chat request. A field that asks for more than the engine can do is refused with
 * a code. A field without effect, such as {@code user}, is ignored, as by shimmy.
 */
final class ChatCallReader {

	/** The limit of OpenAI. */
	private static final int MOST_STOPS = 4;

	/** Much longer than any useful stop string. */
	private static final int LONGEST_STOP = 1000;

	private static final double MOST_TEMPERATURE = 2;

	private static final double MOST_PENALTY = 2;

	private static final String FORMAT = "response_format";

	private ChatCallReader() {
	}

	/** Refuses more messages than the context has tokens. */
	static ChatCall read(JsonNode body, int contextLength) {
		EmulatedTools tools = ToolReader.read(body);
		FieldReader fields = new FieldReader(tools.request().json(), "");
		String model = fields.text("model");
		JsonNode messages = fields.required("messages");
		refuseUnsupported(fields);
		boolean stream = fields.flag("stream");
		ChatRequest request = new ChatRequest(MessageReader.read(messages, contextLength), maxTokens(fields),
				stop(fields), sampling(fields));
		boolean includeUsage = includeUsage(fields);
		return new ChatCall(model, stream, includeUsage, request, tools.translation());
	}

	private static void refuseUnsupported(FieldReader fields) {
		Set<String> refused = new LinkedHashSet<>();
		JsonNode functions = fields.optional("functions");
		if (functions != null && !(functions.isArray() && functions.isEmpty())) {
			refused.add("functions");
		}
		JsonNode functionCall = fields.optional("function_call");
		if (functionCall != null && !(functionCall.isString() && "none".equals(functionCall.asString()))) {
			refused.add("function_call");
		}
		for (String name : List.of("audio", "top_logprobs", "logit_bias")) {
			JsonNode value = fields.optional(name);
			if (value != null && !(value.isObject() && value.isEmpty())) {
				refused.add(name);
			}
		}
		if (fields.flag("logprobs")) {
			refused.add("logprobs");
		}
		Integer choices = fields.whole("n", 1);
		if (choices != null && choices > 1) {
			refused.add("n");
		}
		for (String modality : fields.texts("modalities")) {
			if (!"text".equals(modality)) {
				refused.add("modalities");
			}
		}
		if (!refused.isEmpty()) {
			throw RefusedException.bad("unsupported_parameter",
					"The embedded engine does not support: " + String.join(", ", refused), refused.iterator().next());
		}
	}

	private static @Nullable Integer maxTokens(FieldReader fields) {
		Integer maxTokens = fields.whole("max_completion_tokens", 1);
		Integer older = fields.whole("max_tokens", 1);
		return (maxTokens != null) ? maxTokens : older;
	}

	static List<String> stop(FieldReader fields) {
		List<String> stop = fields.texts("stop");
		if (stop.size() > MOST_STOPS) {
			throw RefusedException.bad("invalid_stop", "stop must have at most " + MOST_STOPS + " strings", "stop");
		}
		if (stop.stream().anyMatch((text) -> text.length() > LONGEST_STOP)) {
			throw RefusedException.bad("invalid_stop",
					"a string of stop must have at most " + LONGEST_STOP + " characters", "stop");
		}
		return stop;
	}

	static Sampling sampling(FieldReader fields) {
		Double temperature = fields.number("temperature", 0, MOST_TEMPERATURE);
		Double frequency = fields.number("frequency_penalty", -MOST_PENALTY, MOST_PENALTY);
		Double presence = fields.number("presence_penalty", -MOST_PENALTY, MOST_PENALTY);
		return new Sampling((temperature != null) ? temperature : Sampling.USUAL_TEMPERATURE,
				fields.number("top_p", 0, 1), seed(fields), (frequency != null) ? frequency : 0,
				(presence != null) ? presence : 0, schema(fields));
	}

	/** Any integer is a seed: the same seed must only give the same numbers again. */
	private static @Nullable Integer seed(FieldReader fields) {
		JsonNode seed = fields.optional("seed");
		if (seed == null) {
			return null;
		}
		if (!seed.isIntegralNumber()) {
			throw FieldReader.wrong(seed, "seed", "an integer");
		}
		// To llama.cpp, all bits set mean a random seed.
		return seed.bigIntegerValue().intValue() & Integer.MAX_VALUE;
	}

	/** The schema of {@code response_format}, or null. */
	static @Nullable AnswerSchema schema(FieldReader request) {
		JsonNode format = request.optional(FORMAT);
		if (format == null) {
			return null;
		}
		FieldReader fields = new FieldReader(format, FORMAT);
		return switch (fields.text("type")) {
			case "text" -> null;
			case "json_object" -> AnswerSchema.anyObject();
			case "json_schema" -> schema(fields.required("json_schema"));
			default -> throw RefusedException.bad("unsupported_response_format",
					"response_format.type must be one of text, json_object, json_schema", FORMAT + ".type");
		};
	}

	private static AnswerSchema schema(JsonNode node) {
		String where = FORMAT + ".json_schema";
		JsonNode schema = new FieldReader(node, where).required("schema");
		if (!schema.isObject()) {
			throw FieldReader.wrong(schema, where + ".schema", "a map");
		}
		return usable(schema, "The schema in " + where + ".schema", FORMAT);
	}

	/** Reads a schema, and refuses one that a grammar cannot enforce. */
	static AnswerSchema usable(JsonNode schema, String what, String param) {
		try {
			return AnswerSchema.of(schema);
		}
		catch (SchemaException ex) {
			throw RefusedException.bad("invalid_schema", what + " cannot be used: " + ex.getMessage(), param);
		}
	}

	static boolean includeUsage(FieldReader fields) {
		JsonNode options = fields.optional("stream_options");
		return options != null && new FieldReader(options, "stream_options").flag("include_usage");
	}

}
