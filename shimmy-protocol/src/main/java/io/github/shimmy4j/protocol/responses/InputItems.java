package io.github.shimmy4j.protocol.responses;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The items of requests as they are stored: each has a type, an id and a status. */
public final class InputItems {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String INPUT = "input";

	private static final String TYPE = "type";

	private static final String ID = "id";

	private static final String CONTENT = "content";

	private static final String STATUS = "status";

	private static final String OUTPUT_TEXT = "output_text";

	private static final String ANNOTATIONS = "annotations";

	private static final String DETAIL = "detail";

	private static final String OUTPUT = "output";

	private static final String ARGUMENTS = "arguments";

	private static final String SUMMARY = "summary";

	private static final Map<String, String> PREFIXES = Map.of("message", "msg_", "function_call", "fc_",
			"function_call_output", "fco_", "custom_tool_call", "ctc_", "custom_tool_call_output", "ctco_", "reasoning",
			"rs_");

	/** Each is looked for among all stored items. */
	private static final int MOST_REFERENCES = 256;

	private InputItems() {
	}

	/**
	 * Puts items into the place of references to them.
	 * @param body body of a request
	 * @param stored finds an item by its id; gives null if it is not stored
	 * @return the same body without references
	 * @throws InvalidFieldException if an item is not stored, or there are too many
	 * references
	 */
	public static ObjectNode resolved(ObjectNode body, Function<String, @Nullable ObjectNode> stored) {
		if (!body.path(INPUT).isArray()) {
			return body;
		}
		ArrayNode items = MAPPER.createArrayNode();
		int references = 0;
		for (JsonNode item : body.path(INPUT)) {
			boolean isReference = isReference(item);
			references += isReference ? 1 : 0;
			if (references > MOST_REFERENCES) {
				throw InvalidFieldException.rejected("%s[%d]".formatted(INPUT, items.size()), item,
						"an item itself, after %d references".formatted(MOST_REFERENCES));
			}
			items.add(isReference ? found(item, items.size(), stored) : item);
		}
		ObjectNode resolved = MAPPER.createObjectNode();
		resolved.setAll(body);
		resolved.set(INPUT, items);
		return resolved;
	}

	private static boolean isReference(JsonNode item) {
		String type = item.path(TYPE).asString("");
		return item.isObject()
				&& (type.equals("item_reference") || (type.isEmpty() && item.path(ID).isString() && !item.has("role")));
	}

	private static ObjectNode found(JsonNode item, int index, Function<String, @Nullable ObjectNode> stored) {
		ObjectNode found = item.path(ID).isString() ? stored.apply(item.path(ID).asString()) : null;
		if (found == null) {
			throw InvalidFieldException.rejected("%s[%d].%s".formatted(INPUT, index, ID), item.path(ID),
					"the id of an item of a response that is still stored; send the item itself");
		}
		return found;
	}

	/**
	 * The items of a request.
	 * @param body body of a request that was read well, without references
	 * @param answer id of the answer, without prefix, from which new ids are made
	 * @param earlier ids of the items before; an item with one of them gets a new one, as
	 * pages of a list begin after an id
	 * @return its items as they are stored
	 */
	public static List<ObjectNode> of(JsonNode body, String answer, Collection<String> earlier) {
		Set<String> taken = new HashSet<>(earlier);
		List<ObjectNode> items = new ArrayList<>();
		JsonNode input = body.path(INPUT);
		if (input.isString()) {
			ObjectNode item = MAPPER.createObjectNode().put("role", "user");
			item.set(CONTENT, input);
			items.add(stored(item, newId(item, answer, 0)));
		}
		for (JsonNode item : input) {
			String id = item.path(ID).asString("");
			boolean isNew = !id.isEmpty() && taken.add(id);
			items.add(stored((ObjectNode) item, isNew ? id : newId(item, answer, items.size())));
		}
		return items;
	}

	private static String newId(JsonNode item, String answer, int index) {
		return PREFIXES.getOrDefault(type(item), "item_") + answer + "i" + index;
	}

	private static String type(JsonNode item) {
		return item.path(TYPE).asString("message");
	}

	private static ObjectNode stored(ObjectNode item, String id) {
		String type = type(item);
		ObjectNode stored = MAPPER.createObjectNode().put(ID, id).put(TYPE, type);
		item.properties()
			.stream()
			.filter((field) -> !field.getKey().equals(ID) && !field.getKey().equals(TYPE))
			.forEach((field) -> stored.set(field.getKey(), field.getValue()));
		if (type.equals("message") && item.path(CONTENT).isString()) {
			boolean written = item.path("role").asString("").equals("assistant");
			ObjectNode part = MAPPER.createObjectNode().put(TYPE, written ? OUTPUT_TEXT : "input_text");
			part.set("text", item.path(CONTENT));
			if (written) {
				part.putArray(ANNOTATIONS);
			}
			stored.putArray(CONTENT).add(part);
		}
		else if (type.equals("message")) {
			stored.set(CONTENT, whole(item.path(CONTENT)));
		}
		else if (type.endsWith("_output") && item.path(OUTPUT).isArray()) {
			stored.set(OUTPUT, whole(item.path(OUTPUT)));
		}
		else if (type.equals("function_call") && !item.path(ARGUMENTS).isString()) {
			stored.put(ARGUMENTS, "{}");
		}
		else if (type.equals("reasoning") && !item.path(SUMMARY).isArray()) {
			stored.putArray(SUMMARY);
		}
		if (!stored.path(STATUS).isString()) {
			stored.put(STATUS, "completed");
		}
		return stored;
	}

	/**
	 * Clients read annotations of each text of the model, and the detail of each image.
	 */
	private static ArrayNode whole(JsonNode parts) {
		ArrayNode whole = MAPPER.createArrayNode();
		for (JsonNode part : parts) {
			String type = part.path(TYPE).asString("");
			boolean text = type.equals(OUTPUT_TEXT) && !part.path(ANNOTATIONS).isArray();
			boolean image = type.equals("input_image") && !part.path(DETAIL).isString();
			ObjectNode added = (text || image) ? (ObjectNode) part.deepCopy() : null;
			if (added == null) {
				whole.add(part);
				continue;
			}
			whole.add(text ? added.set(ANNOTATIONS, MAPPER.createArrayNode()) : added.put(DETAIL, "auto"));
		}
		return whole;
	}

}
