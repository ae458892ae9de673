package io.github.shimmy4j.engine.http;

import java.nio.charset.StandardCharsets;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as it is read from strangers, and as it is written.
 */
final class Json {

	/** Deep enough for any message or schema, and far from the stack's end. */
	private static final int DEPTH = 128;

	private static final int LONGEST_NUMBER = 64;

	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(DEPTH)
				.maxStringLength(RequestBody.LIMIT)
				.maxNumberLength(LONGEST_NUMBER)
				.build())
			.build())
		.build();

	private Json() {
	}

	static JsonNode read(byte[] bytes) {
		return MAPPER.readTree(bytes);
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	/** As text first: half a surrogate pair becomes a question mark, not a failure. */
	static byte[] bytes(JsonNode node) {
		return text(node).getBytes(StandardCharsets.UTF_8);
	}

	static String text(JsonNode node) {
		return MAPPER.writeValueAsString(node);
	}

}
