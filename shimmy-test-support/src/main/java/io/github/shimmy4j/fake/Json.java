package io.github.shimmy4j.fake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as bytes and as trees. The trees are read and written here because a mapper loads
 * 400 classes, which takes half of a fake's start.
 */
final class Json {

	private static final JsonFactory FACTORY = new JsonFactory();

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private Json() {
	}

	/** Loads the JSON classes while the first client is still connecting. */
	static void warmUp() {
		Thread thread = new Thread(() -> bytes(parse("{\"ready\":[1,true,null]}".getBytes(StandardCharsets.UTF_8))));
		thread.setDaemon(true);
		thread.start();
	}

	static ObjectNode object() {
		return NODES.objectNode();
	}

	static ArrayNode array() {
		return NODES.arrayNode();
	}

	/**
	 * The body of a failed request: {@code error} with these names, each before its
	 * value.
	 */
	static ObjectNode error(String... namesAndValues) {
		ObjectNode body = object();
		ObjectNode error = body.putObject("error");
		for (int i = 0; i < namesAndValues.length; i += 2) {
			error.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return body;
	}

	static JsonNode parse(byte[] bytes) {
		try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
			if (in.nextToken() == null) {
				throw new StreamReadException(in, "EOF while parsing a value");
			}
			JsonNode tree = read(in);
			if (in.nextToken() != null) {
				throw new StreamReadException(in, "trailing characters");
			}
			return tree;
		}
	}

	static byte[] bytes(JsonNode node) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
			write(node, out);
		}
		return bytes.toByteArray();
	}

	static String text(JsonNode node) {
		return new String(bytes(node), StandardCharsets.UTF_8);
	}

	/** The value that begins with the parser's current token. */
	private static JsonNode read(JsonParser in) {
		return switch (in.currentToken()) {
			case START_OBJECT -> readObject(in);
			case START_ARRAY -> readArray(in);
			case VALUE_STRING -> NODES.stringNode(in.getString());
			case VALUE_NUMBER_INT -> NODES.numberNode(in.getBigIntegerValue());
			case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
			case VALUE_TRUE -> NODES.booleanNode(true);
			case VALUE_FALSE -> NODES.booleanNode(false);
			case VALUE_NULL -> NODES.nullNode();
			default -> throw new IllegalStateException("no value: " + in.currentToken());
		};
	}

	private static ObjectNode readObject(JsonParser in) {
		ObjectNode object = object();
		while (in.nextToken() != JsonToken.END_OBJECT) {
			String name = in.currentName();
			in.nextToken();
			object.set(name, read(in));
		}
		return object;
	}

	private static ArrayNode readArray(JsonParser in) {
		ArrayNode array = array();
		while (in.nextToken() != JsonToken.END_ARRAY) {
			array.add(read(in));
		}
		return array;
	}

	private static void write(JsonNode node, JsonGenerator out) {
		switch (node.getNodeType()) {
			case OBJECT -> {
				out.writeStartObject();
				for (Map.Entry<String, JsonNode> property : node.properties()) {
					out.writeName(property.getKey());
					write(property.getValue(), out);
				}
				out.writeEndObject();
			}
			case ARRAY -> {
				out.writeStartArray();
				node.forEach((element) -> write(element, out));
				out.writeEndArray();
			}
			case STRING -> out.writeString(node.stringValue());
			case BOOLEAN -> out.writeBoolean(node.booleanValue());
			case NULL -> out.writeNull();
			case NUMBER -> {
				if (node.isIntegralNumber()) {
					out.writeNumber(node.bigIntegerValue());
				}
				else {
					out.writeNumber(node.doubleValue());
				}
			}
			default -> throw new IllegalStateException("no JSON: " + node.getNodeType());
		}
	}

}
