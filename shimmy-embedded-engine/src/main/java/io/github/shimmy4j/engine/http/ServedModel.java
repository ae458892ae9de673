package io.github.shimmy4j.engine.http;

import io.github.shimmy4j.engine.model.LanguageModel;

/**
 * The model that the server serves.
 *
 * @param id name of the model in requests
 * @param sizeBytes size of its file
 * @param model the loaded model
 */
public record ServedModel(String id, long sizeBytes, LanguageModel model) {

	/** Refuses a request for another model. */
	void require(String requested) {
		if (!requested.equals(this.id)) {
			throw new RefusedException(Reply.error(404, "model_not_found",
					"Model '" + requested + "' not found. Available models: [\"" + this.id + "\"]", "model"));
		}
	}

}
