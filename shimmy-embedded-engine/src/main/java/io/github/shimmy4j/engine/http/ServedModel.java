package io.github.shimmy4j.engine.http;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.LanguageModel;

/**
 * The model that a server has.
 *
 * @param id what requests name
 * @param sizeBytes size of its file
 * @param model the model itself
 */
public record ServedModel(String id, long sizeBytes, LanguageModel model) {

	/** What a request for another model is told, or null if it is this one. */
	@Nullable Reply refusal(String requested) {
		return requested.equals(this.id) ? null : Reply.error(404, "model_not_found",
				"Model '" + requested + "' not found. Available models: [\"" + this.id + "\"]", "model");
	}

}
