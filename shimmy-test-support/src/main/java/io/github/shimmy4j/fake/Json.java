package io.github.shimmy4j.fake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as bytes and as trees. */
final class Json {

	private static final JsonFactory FACTORY = new JsonFactory();

	private Json() {
	}

	/** Loads what JSON takes while the first client is still connecting. */
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
		try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
			if (in.nextToken() == null) {
				throw new StreamReadException(in, "EOF while parsing a value");
			}
			JsonNode tree = JsonTree.read(in);
			if (in.nextToken() != null) {
				throw new StreamReadException(in, "trailing characters");
			}
			return tree;
		}
	}

	static byte[] bytes(JsonNode node) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
			JsonTree.write(node, out);
		}
		return bytes.toByteArray();
	}

	static String text(JsonNode node) {
		return new String(bytes(node), StandardCharsets.UTF_8);
	}

}
