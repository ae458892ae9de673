package io.github.shimmy4j.protocol.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Damages requests. */
public final class Damage {

	private Damage() {
	}

	/** A copy with one value that is missing, or another one. */
	public static JsonNode of(ObjectNode request, Random random) {
		ObjectNode json = request.deepCopy();
		JsonNode at = json;
		for (int depth = random.nextInt(6); depth >= 0; depth--) {
			List<JsonNode> children = new ArrayList<>();
			at.forEach(children::add);
			children.removeIf((child) -> !child.isContainer());
			if (children.isEmpty()) {
				break;
			}
			at = children.get(random.nextInt(children.size()));
		}
		List<JsonNode> values = List.of(json.nullNode(), json.numberNode(-7), json.numberNode(1e300),
				json.stringNode(""), json.stringNode("\ud800 \u0000"), json.booleanNode(true), json.objectNode(),
				json.arrayNode(), json.arrayNode().add(json.objectNode().put("type", "text")), json.deepCopy());
		JsonNode value = values.get(random.nextInt(values.size()));
		if (at instanceof ArrayNode list && !list.isEmpty()) {
			list.set(random.nextInt(list.size()), value);
		}
		else if (at instanceof ObjectNode object && !object.isEmpty()) {
			List<String> names = new ArrayList<>(object.propertyNames());
			String name = names.get(random.nextInt(names.size()));
			if (random.nextInt(4) == 0) {
				object.remove(name);
			}
			else {
				object.set(name, value);
			}
		}
		return json;
	}

}
