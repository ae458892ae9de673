package io.github.shimmy4j.engine.http;

import java.time.Instant;

import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.protocol.openai.ModelList;

/** The model that the server serves. */
public final class ServedModel {

	private final String id;

	private final Instant modified;

	private final long sizeBytes;

	private final long trainedTokens;

	private final LanguageModel model;

	/**
	 * A loaded model.
	 * @param id name of the model in requests
	 * @param modified when its file was written
	 * @param sizeBytes size of its file
	 * @param trainedTokens context that it was trained with; 0 if unknown
	 * @param model the model itself
	 */
	public ServedModel(String id, Instant modified, long sizeBytes, long trainedTokens, LanguageModel model) {
		this.id = id;
		this.modified = modified;
		this.sizeBytes = sizeBytes;
		this.trainedTokens = trainedTokens;
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

	/**
	 * The model in lists. It counts as created when its file was written, so this does
	 * not change between answers, nor between starts.
	 */
	ModelList.Entry entry() {
		return new ModelList.Entry(this.id, this.modified.getEpochSecond(), "shimmy", this.model.contextLength(),
				this.trainedTokens, this.sizeBytes);
	}

	/** Refuses a request for another model. */
	void require(String requested) {
		if (!requested.equals(this.id)) {
			throw new RefusedException(Reply.error(404, "model_not_found",
					"Model '" + requested + "' not found. Available models: [\"" + this.id + "\"]", "model"));
		}
	}

}
