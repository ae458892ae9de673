package io.github.shimmy4j.fake;

import java.nio.charset.StandardCharsets;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON trees.
 */
final class Json {

	private Json() {
	}

	/** Loads the mapper's classes while the first client is still connecting. */
	static void warmUp() {
		Thread thread = new Thread(() -> bytes(parse("{\"ready\":[1,true,null]}".getBytes(StandardCharsets.UTF_8))));
		thread.setDaemon(true);
		thread.start();
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	static ArrayNode array() {
		return JsonNodeFactory.instance.arrayNode();
	}

	static JsonNode parse(byte[] bytes) {
		return Mapper.INSTANCE.readTree(bytes);
	}

	static byte[] bytes(JsonNode node) {
		return Mapper.INSTANCE.writeValueAsBytes(node);
	}

	static String text(JsonNode node) {
		return new String(bytes(node), StandardCharsets.UTF_8);
	}

	private static final class Mapper {

		static final JsonMapper INSTANCE = new JsonMapper();

	}

}
