package io.github.shimmy4j.protocol.openai;

import java.util.List;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answer to {@code GET /v1/models}.
 *
 * @param models the available models
 */
public record ModelList(List<Entry> models) {

	public ModelList {
		models = List.copyOf(models);
	}

	/** The list as it is sent. */
	public ObjectNode json() {
		ObjectNode list = JsonMapper.shared().createObjectNode().put(Fields.OBJECT, "list");
		ArrayNode data = list.putArray("data");
		for (Entry model : this.models) {
			data.addObject()
				.put(Fields.ID, model.id())
				.put(Fields.OBJECT, "model")
				.put(Fields.CREATED, model.created())
				.put("owned_by", model.ownedBy())
				.put("context_length", model.contextTokens());
		}
		return list;
	}

	/**
	 * A model.
	 *
	 * @param id the name that requests use
	 * @param created seconds since 1970
	 * @param ownedBy who serves it
	 * @param contextTokens tokens of a prompt and its answer together
	 */
	public record Entry(String id, long created, String ownedBy, int contextTokens) {

	}

}
