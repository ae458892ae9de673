package io.github.shimmy4j.protocol.tool;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.github.shimmy4j.protocol.conversation.ExactJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes the texts inside of JSON, names included. A template may write them without
 * their escapes, so a change of the JSON itself could miss some.
 */
public final class JsonTexts {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private JsonTexts() {
	}

	/**
	 * Changes each text.
	 * @param json any text; one that is no JSON is changed as a whole
	 * @param change applied to each name and each string
	 * @return the same text if nothing has changed
	 */
	public static String changed(String json, UnaryOperator<String> change) {
		JsonNode given;
		try {
			given = ExactJson.read(json);
		}
		catch (JacksonException ex) {
			return change.apply(json);
		}
		JsonNode changed = replacement(given, change);
		return (changed == null) ? json : MAPPER.writeValueAsString(changed);
	}

	/**
	 * Changes each text.
	 * @param node any JSON; it stays as it is
	 * @param change applied to each name and each string
	 * @return a changed copy; empty if nothing has changed
	 */
	public static Optional<JsonNode> changed(JsonNode node, UnaryOperator<String> change) {
		return Optional.ofNullable(replacement(node, change));
	}

	/** Null if nothing has changed: most texts stay as they are, and are not copied. */
	private static @Nullable JsonNode replacement(JsonNode node, UnaryOperator<String> change) {
		if (node.isString()) {
			String text = node.asString();
			String changed = change.apply(text);
			return changed.equals(text) ? null : MAPPER.getNodeFactory().stringNode(changed);
		}
		if (node.isObject()) {
			return object(node, change);
		}
		return node.isArray() ? array(node, change) : null;
	}

	private static @Nullable JsonNode object(JsonNode node, UnaryOperator<String> change) {
		ObjectNode object = MAPPER.createObjectNode();
		boolean isChanged = false;
		for (Map.Entry<String, JsonNode> entry : node.properties()) {
			String name = change.apply(entry.getKey());
			JsonNode value = replacement(entry.getValue(), change);
			isChanged |= value != null || !name.equals(entry.getKey());
			object.set(name, (value != null) ? value : entry.getValue());
		}
		return isChanged ? object : null;
	}

	private static @Nullable JsonNode array(JsonNode node, UnaryOperator<String> change) {
		ArrayNode array = MAPPER.createArrayNode();
		boolean isChanged = false;
		for (JsonNode each : node) {
			JsonNode value = replacement(each, change);
			isChanged |= value != null;
			array.add((value != null) ? value : each);
		}
		return isChanged ? array : null;
	}

}
