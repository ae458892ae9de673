package io.github.shimmy4j.protocol.conversation;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON of which nothing may be lost on the way: its numbers keep all their digits,
 * also those that no {@code double} can hold.
 */
public final class ExactJson {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private ExactJson() {
	}

	/**
	 * Reads a text.
	 * @throws JacksonException if it is no JSON
	 */
	public static JsonNode read(String json) {
		return MAPPER.readTree(json);
	}

	/**
	 * Reads a text in UTF-8.
	 * @throws JacksonException if it is no JSON
	 */
	public static JsonNode read(byte[] json) {
		return MAPPER.readTree(json);
	}

}
