package io.github.shimmy4j.engine.http;

import io.github.shimmy4j.engine.model.LanguageModel;

/** The model that the server serves. */
public final class ServedModel {

	private final String id;

	private final long sizeBytes;

	private final LanguageModel model;

	/**
	 * A loaded model.
	 * @param id name of the model in requests
	 * @param sizeBytes size of its file
	 * @param model the model itself
	 */
	public ServedModel(String id, long sizeBytes, LanguageModel model) {
		this.id = id;
		this.sizeBytes = sizeBytes;
		this.model = model;
	}

	String id() {
		return this.id;
	}

	long sizeBytes() {
		return this.sizeBytes;
	}

	LanguageModel model() {
		return this.model;
	}

	/** Refuses a request for another model. */
	void require(String requested) {
		if (!requested.equals(this.id)) {
			throw new RefusedException(Reply.error(404, "model_not_found",
					"Model '" + requested + "' not found. Available models: [\"" + this.id + "\"]", "model"));
		}
	}

}
