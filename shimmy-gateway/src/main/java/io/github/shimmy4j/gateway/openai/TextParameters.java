package io.github.shimmy4j.gateway.openai;

import java.util.List;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.Fields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request for a text. The fields of {@code /v1/completions} are those of a chat, but
 * for the prompt, for {@code logprobs}, and for some that no server here obeys:
 * llama-server ignores {@code suffix}, {@code best_of} and {@code echo} without a word.
 *
 * @param request the request for the server
 * @param echo text with which the answer begins; usually empty
 */
record TextParameters(CompletionRequest request, String echo) {

	private static final String ECHO = "echo";

	private static final String BEST_OF = "best_of";

	/** Fields that ask for several answers, or for a text in the middle of another. */
	private static final List<String> REFUSED = List.of("suffix", BEST_OF);

	/** Probabilities at each place, as many as a chat may ask for. */
	private static final int MOST_LOGPROBS = 20;

	/**
	 * Parses a request and checks its fields.
	 * @param bytes the body
	 * @throws InvalidFieldException naming a field that is wrong or refused
	 */
	static TextParameters parse(byte[] bytes) {
		ObjectNode json = CompletionRequest.parse(bytes).json();
		for (String field : REFUSED) {
			JsonNode value = json.path(field);
			if (!asksForNothing(field, value)) {
				throw InvalidFieldException.unsupported(field, value, "leave it out");
			}
		}
		String prompt = prompt(json.path(Fields.PROMPT));
		JsonNode logprobs = json.path(Fields.LOGPROBS);
		boolean probabilities = hasProbabilities(logprobs);
		boolean echo = isEchoed(json.path(ECHO));
		if (echo && probabilities) {
			throw InvalidFieldException.unsupported(ECHO, json.path(ECHO),
					"leave out echo or logprobs: the prompt's tokens have no probabilities");
		}
		ObjectNode changed = JsonMapper.shared().createObjectNode();
		changed.setAll(json);
		changed.put(Fields.PROMPT, prompt);
		// In a chat it is true or false.
		changed.remove(List.of(ECHO, Fields.LOGPROBS));
		ChatParameters.check(changed);
		if (probabilities) {
			changed.set(Fields.LOGPROBS, logprobs);
		}
		return new TextParameters(new CompletionRequest(changed), echo ? prompt : "");
	}

	/** The JSON schema of a request. */
	static ObjectNode schema() {
		ObjectNode schema = JsonMapper.shared().createObjectNode().put("type", "object");
		schema.putArray("required").add(Fields.PROMPT);
		ObjectNode properties = schema.putObject("properties");
		ChatParameters.addProperties(properties);
		List.of("messages", "tools", "tool_choice", "parallel_tool_calls", "response_format", Fields.LOGPROBS)
			.forEach(properties::remove);
		ObjectNode prompt = properties.putObject(Fields.PROMPT).put("description", "a text, or a list of one text");
		prompt.putArray("type").add("string").add("array");
		prompt.put("minItems", 1).put("maxItems", 1).putObject("items").put("type", "string");
		properties.putObject(ECHO).putArray("type").add("boolean").add("null");
		ObjectNode logprobs = properties.putObject(Fields.LOGPROBS).put("minimum", 0).put("maximum", MOST_LOGPROBS);
		logprobs.putArray("type").add("integer").add("null");
		return schema;
	}

	/** The JSON schema of a request for vectors. */
	static ObjectNode schemaOfEmbeddings() {
		ObjectNode schema = JsonMapper.shared().createObjectNode().put("type", "object");
		schema.putArray("required").add("input");
		ObjectNode properties = schema.putObject("properties");
		properties.putObject(Fields.MODEL)
			.put("description", "name of the embedding model")
			.putArray("type")
			.add("string")
			.add("null");
		ObjectNode input = properties.putObject("input").put("description", "a text or a list of texts");
		input.putArray("type").add("string").add("array");
		input.putObject("items").put("type", "string");
		properties.putObject("encoding_format").putArray("enum").add("float").add("base64");
		properties.putObject("dimensions").put("minimum", 1).putArray("type").add("integer").add("null");
		return schema;
	}

	private static boolean asksForNothing(String field, JsonNode value) {
		return isAbsent(value) || (value.isString() && value.asString().isEmpty())
				|| (field.equals(BEST_OF) && value.asInt(0) == 1);
	}

	private static boolean isAbsent(JsonNode value) {
		return value.isMissingNode() || value.isNull();
	}

	private static boolean hasProbabilities(JsonNode logprobs) {
		if (isAbsent(logprobs)) {
			return false;
		}
		if (!logprobs.isIntegralNumber() || logprobs.asLong() < 0 || logprobs.asLong() > MOST_LOGPROBS) {
			throw InvalidFieldException.rejected(Fields.LOGPROBS, logprobs,
					"a whole number from 0 to " + MOST_LOGPROBS);
		}
		return logprobs.asLong() > 0;
	}

	private static boolean isEchoed(JsonNode echo) {
		if (!isAbsent(echo) && !echo.isBoolean()) {
			throw InvalidFieldException.rejected(ECHO, echo, "true or false");
		}
		return echo.asBoolean(false);
	}

	/** Clients also send a list of one text. */
	private static String prompt(JsonNode prompt) {
		JsonNode one = (prompt.isArray() && prompt.size() == 1) ? prompt.get(0) : prompt;
		if (!one.isString()) {
			throw InvalidFieldException.rejected(Fields.PROMPT, prompt, "a text, or a list of one text");
		}
		return one.asString();
	}

}
