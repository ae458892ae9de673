package io.github.shimmy4j.fake;

import java.util.Map;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Trees by hand: a mapper loads 400 classes, which is half of what a fake costs. */
final class JsonTree {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private JsonTree() {
	}

	/** The value that begins with the parser's current token. */
	static JsonNode read(JsonParser in) {
		return switch (in.currentToken()) {
			case START_OBJECT -> object(in);
			case START_ARRAY -> array(in);
			case VALUE_STRING -> NODES.stringNode(in.getString());
			case VALUE_NUMBER_INT -> NODES.numberNode(in.getBigIntegerValue());
			case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
			case VALUE_TRUE -> NODES.booleanNode(true);
			case VALUE_FALSE -> NODES.booleanNode(false);
			case VALUE_NULL -> NODES.nullNode();
			default -> throw new IllegalStateException("no value: " + in.currentToken());
		};
	}

	private static ObjectNode object(JsonParser in) {
		ObjectNode object = NODES.objectNode();
		while (in.nextToken() != JsonToken.END_OBJECT) {
			String name = in.currentName();
			in.nextToken();
			object.set(name, read(in));
		}
		return object;
	}

	private static ArrayNode array(JsonParser in) {
		ArrayNode array = NODES.arrayNode();
		while (in.nextToken() != JsonToken.END_ARRAY) {
			array.add(read(in));
		}
		return array;
	}

	static void write(JsonNode node, JsonGenerator out) {
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
