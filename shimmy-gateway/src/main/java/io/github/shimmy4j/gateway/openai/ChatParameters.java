package io.github.shimmy4j.gateway.openai;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The treatment of each field of a chat request. The parser follows this table, and
 * docs/gateway.md is checked against it. Fields that are not in it are passed on.
 */
enum ChatParameters {

	MODEL("model", Kind.TEXT, Treatment.MAPPED,
			"the served model's name or an alias; the served model if it is absent"),

	MESSAGES("messages", Kind.OBJECTS, Treatment.PASSED, "at least one message"),

	STREAM("stream", Kind.FLAG, Treatment.MAPPED, "true: events; false or absent: one document"),

	STREAM_OPTIONS("stream_options", Kind.OBJECT, Treatment.MAPPED, "include_usage adds a chunk with the usage"),

	MAX_TOKENS("max_tokens", Kind.WHOLE, Treatment.MAPPED, "at least 1; lowered to what the context leaves"),

	MAX_COMPLETION_TOKENS("max_completion_tokens", Kind.WHOLE, Treatment.MAPPED, "as max_tokens, and wins over it"),

	TEMPERATURE("temperature", Kind.NUMBER, Treatment.PASSED, "0 to 2"),

	TOP_P("top_p", Kind.NUMBER, Treatment.PASSED, "0 to 1"),

	SEED("seed", Kind.WHOLE, Treatment.PASSED, "a whole number"),

	STOP("stop", Kind.TEXTS, Treatment.PASSED, "a text or a list of texts"),

	FREQUENCY_PENALTY("frequency_penalty", Kind.NUMBER, Treatment.PASSED, "-2 to 2"),

	PRESENCE_PENALTY("presence_penalty", Kind.NUMBER, Treatment.PASSED, "-2 to 2"),

	LOGIT_BIAS("logit_bias", Kind.OBJECT, Treatment.PASSED, "the server decides; the embedded engine refuses it"),

	N("n", Kind.COUNT, Treatment.BY_SERVER, "more than 1 where the server can"),

	LOGPROBS("logprobs", Kind.FLAG, Treatment.BY_SERVER, "where the server can"),

	TOP_LOGPROBS("top_logprobs", Kind.WHOLE, Treatment.BY_SERVER, "where the server can"),

	RESPONSE_FORMAT("response_format", Kind.OBJECT, Treatment.BY_SERVER, "text, json_object or json_schema"),

	TOOLS("tools", Kind.OBJECTS_OR_NONE, Treatment.EMULATED,
			"by the model's template, or by a JSON schema where it has none; "
					+ "[keywords](tools.md#schemas-on-llama-server) that llama-server cannot follow are left out; "
					+ "an empty list is no tools"),

	TOOL_CHOICE("tool_choice", Kind.ANY, Treatment.EMULATED, "as tools"),

	PARALLEL_TOOL_CALLS("parallel_tool_calls", Kind.FLAG, Treatment.EMULATED, "as tools"),

	REASONING_EFFORT("reasoning_effort", Kind.TEXT, Treatment.PASSED, "the server decides"),

	FUNCTIONS("functions", Kind.ANY, Treatment.REFUSED, "use tools"),

	FUNCTION_CALL("function_call", Kind.ANY, Treatment.REFUSED, "use tool_choice"),

	AUDIO("audio", Kind.ANY, Treatment.REFUSED, "the model writes text only"),

	WEB_SEARCH_OPTIONS("web_search_options", Kind.ANY, Treatment.REFUSED, "there is no search here"),

	MODALITIES("modalities", Kind.TEXTS, Treatment.REFUSED, "only text is accepted, and changes nothing"),

	USER("user", Kind.ANY, Treatment.WITHOUT_EFFECT, "names the client's user"),

	SAFETY_IDENTIFIER("safety_identifier", Kind.ANY, Treatment.WITHOUT_EFFECT, "names the client's user"),

	METADATA("metadata", Kind.ANY, Treatment.WITHOUT_EFFECT, "nothing is stored"),

	STORE("store", Kind.ANY, Treatment.WITHOUT_EFFECT, "nothing is stored"),

	SERVICE_TIER("service_tier", Kind.ANY, Treatment.WITHOUT_EFFECT, "there is one tier"),

	PROMPT_CACHE_KEY("prompt_cache_key", Kind.ANY, Treatment.WITHOUT_EFFECT,
			"the server reuses the longest common beginning by itself"),

	PREDICTION("prediction", Kind.ANY, Treatment.WITHOUT_EFFECT, "only makes answers faster"),

	VERBOSITY("verbosity", Kind.ANY, Treatment.WITHOUT_EFFECT, "no local model knows it");

	private static final List<String> ROLES = List.of("system", "developer", "user", "assistant", "tool");

	private static final Map<String, ChatParameters> BY_NAME = List.of(values())
		.stream()
		.collect(Collectors.toUnmodifiableMap((each) -> each.field, Function.identity()));

	private final String field;

	private final Kind kind;

	private final Treatment treatment;

	private final String note;

	ChatParameters(String field, Kind kind, Treatment treatment, String note) {
		this.field = field;
		this.kind = kind;
		this.treatment = treatment;
		this.note = note;
	}

	/**
	 * Parses a chat request and checks its fields.
	 * @param bytes the body
	 * @throws InvalidFieldException naming a field that is wrong or refused
	 */
	static CompletionRequest parse(byte[] bytes) {
		CompletionRequest request = CompletionRequest.parse(bytes);
		ObjectNode json = request.json();
		MESSAGES.check(json.path(MESSAGES.field));
		check(json);
		JsonNode messages = json.path(MESSAGES.field);
		for (int index = 0; index < messages.size(); index++) {
			JsonNode role = messages.get(index).path("role");
			if (!ROLES.contains(role.asString(""))) {
				throw InvalidFieldException.rejected("messages[%d].role".formatted(index), role,
						"one of " + String.join(", ", ROLES));
			}
		}
		return request;
	}

	/** Checks the fields that are there. */
	static void check(ObjectNode json) {
		json.properties().forEach((entry) -> {
			ChatParameters known = BY_NAME.get(entry.getKey());
			if (known != null && !entry.getValue().isNull()) {
				known.check(entry.getValue());
			}
		});
	}

	private void check(JsonNode value) {
		if (this.treatment == Treatment.REFUSED) {
			if (!asksForNothing(value)) {
				throw InvalidFieldException.unsupported(this.field, value, this.note);
			}
		}
		else if (!this.kind.test.test(value)) {
			throw InvalidFieldException.rejected(this.field, value, this.kind.words);
		}
	}

	private boolean asksForNothing(JsonNode value) {
		if (this == MODALITIES) {
			return value.isArray() && value.size() == 1 && value.get(0).asString("").equals("text");
		}
		return (value.isContainer() && value.isEmpty()) || (value.isString() && value.asString().equals("none"));
	}

	/** The JSON schema of a request. */
	static ObjectNode schema() {
		ObjectNode schema = JsonMapper.shared().createObjectNode().put("type", "object");
		schema.putArray("required").add(MESSAGES.field);
		ObjectNode properties = schema.putObject("properties");
		addProperties(properties);
		ObjectNode message = (ObjectNode) properties.path(MESSAGES.field).path("items");
		message.putArray("required").add("role");
		ArrayNode roles = message.putObject("properties").putObject("role").putArray("enum");
		ROLES.forEach(roles::add);
		return schema;
	}

	/** Adds the schemas of all fields that are not refused. */
	static void addProperties(ObjectNode properties) {
		for (ChatParameters each : values()) {
			if (each.treatment != Treatment.REFUSED) {
				ObjectNode schema = each.kind.schema().put("description", each.note);
				each.addRange(schema);
				properties.set(each.field, schema);
			}
		}
	}

	private void addRange(ObjectNode schema) {
		switch (this) {
			case MAX_TOKENS, MAX_COMPLETION_TOKENS, N -> schema.put("minimum", 1);
			case TEMPERATURE -> schema.put("minimum", 0).put("maximum", 2);
			case TOP_P -> schema.put("minimum", 0).put("maximum", 1);
			case FREQUENCY_PENALTY, PRESENCE_PENALTY -> schema.put("minimum", -2).put("maximum", 2);
			default -> {
			}
		}
	}

	/** A row of the table in docs/gateway.md. */
	String row() {
		return "| `%s` | %s | %s |".formatted(this.field, this.treatment.words, this.note);
	}

	/** The treatment of a field. */
	private enum Treatment {

		PASSED("passed"), MAPPED("mapped"), EMULATED("passed or emulated"),
		BY_SERVER("passed, or refused where the server cannot"), REFUSED("refused"),
		WITHOUT_EFFECT("accepted without effect");

		private final String words;

		Treatment(String words) {
			this.words = words;
		}

	}

	/** Type of a value. */
	private enum Kind {

		TEXT("a text", JsonNode::isString), FLAG("true or false", JsonNode::isBoolean),
		WHOLE("a whole number", JsonNode::isIntegralNumber),
		COUNT("a whole number of at least 1", (value) -> value.isIntegralNumber() && value.asLong(0) > 0),
		NUMBER("a number", JsonNode::isNumber), OBJECT("an object", JsonNode::isObject),
		TEXTS("a text or a list of texts", (value) -> value.isString() || all(value, JsonNode::isString)),
		OBJECTS("a list of at least one object", (value) -> !value.isEmpty() && all(value, JsonNode::isObject)),
		OBJECTS_OR_NONE("a list of objects", (value) -> all(value, JsonNode::isObject)),
		ANY("anything", (value) -> true);

		private final String words;

		private final Predicate<JsonNode> test;

		Kind(String words, Predicate<JsonNode> test) {
			this.words = words;
			this.test = test;
		}

		/** A field with the value null counts as absent. */
		private ObjectNode schema() {
			ObjectNode schema = JsonMapper.shared().createObjectNode();
			List<String> types = switch (this) {
				case TEXT -> List.of("string", "null");
				case FLAG -> List.of("boolean", "null");
				case WHOLE, COUNT -> List.of("integer", "null");
				case NUMBER -> List.of("number", "null");
				case OBJECT -> List.of("object", "null");
				case TEXTS -> List.of("string", "array", "null");
				case OBJECTS -> List.of("array");
				case OBJECTS_OR_NONE -> List.of("array", "null");
				case ANY -> List.of();
			};
			if (!types.isEmpty()) {
				types.forEach(schema.putArray("type")::add);
			}
			if (types.contains("array")) {
				schema.putObject("items").put("type", (this == TEXTS) ? "string" : "object");
			}
			return (this == OBJECTS) ? schema.put("minItems", 1) : schema;
		}

		private static boolean all(JsonNode list, Predicate<JsonNode> test) {
			return list.isArray() && list.valueStream().allMatch(test);
		}

	}

}
