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
		this.models.forEach((model) -> data.add(model.json()));
		return list;
	}

	/**
	 * A model; also the answer to {@code GET /v1/models/ID}.
	 *
	 * @param id the name that requests use
	 * @param created seconds since 1970, the same in each answer
	 * @param ownedBy who serves it
	 * @param contextTokens tokens of a prompt and its answer together
	 * @param trainedTokens the same in its training; 0 if unknown
	 * @param sizeBytes size of its file
	 */
	public record Entry(String id, long created, String ownedBy, int contextTokens, long trainedTokens,
			long sizeBytes) {

		/**
		 * The model as it is sent. OpenAI has no field for the context: clients read
		 * {@code context_length}, or {@code meta} as llama.cpp's server writes it.
		 */
		public ObjectNode json() {
			ObjectNode model = JsonMapper.shared()
				.createObjectNode()
				.put(Fields.ID, this.id)
				.put(Fields.OBJECT, "model")
				.put(Fields.CREATED, this.created)
				.put("owned_by", this.ownedBy)
				.put("context_length", this.contextTokens);
			ObjectNode meta = model.putObject("meta").put("n_ctx", this.contextTokens);
			if (this.trainedTokens > 0) {
				meta.put("n_ctx_train", this.trainedTokens);
			}
			meta.put("size", this.sizeBytes);
			return model;
		}

	}

}
