package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.Nullable;

/**
 * The form in which a client wants an answer, and under which name of the model: events
 * of chunks, or one document. What came in the other form is cut or joined. For one
 * thread.
 */
public final class AnswerForm {

	private final ModelName model;

	private final CompletionShape shape;

	private final StringBuilder out = new StringBuilder();

	/** Null where events are wanted. */
	private final @Nullable JoinedChunks joined;

	private @Nullable Completion document;

	/**
	 * The form of one answer.
	 * @param id of the answer, where the server gives none; without its prefix
	 * @param model names of the model that answers
	 * @param stream whether events are wanted
	 */
	public AnswerForm(String id, ModelName model, boolean stream) {
		this.model = model;
		this.shape = new CompletionShape("chatcmpl-" + id, model.shown());
		this.joined = stream ? null : new JoinedChunks();
	}

	/**
	 * The media type of this form.
	 * @return value of the header {@code Content-Type}
	 */
	public String contentType() {
		return (this.joined == null) ? "text/event-stream" : "application/json";
	}

	/**
	 * The names of the model that answers.
	 * @return the names
	 */
	public ModelName model() {
		return this.model;
	}

	/**
	 * Takes what is to be delivered now.
	 * @return text since this was asked last; empty if there is none
	 */
	public String take() {
		String taken = this.out.toString();
		this.out.setLength(0);
		return taken;
	}

	CompletionShape shape() {
		return this.shape;
	}

	/** Delivers a chunk. */
	void chunk(CompletionChunk chunk) {
		if (this.joined != null) {
			this.joined.add(chunk);
		}
		else {
			this.out.append(chunk.event());
		}
	}

	/** Delivers a whole completion. */
	void whole(Completion completion) {
		if (this.joined != null) {
			this.document = completion;
		}
		else {
			CutCompletion.chunks(completion).forEach(this::chunk);
		}
	}

	/** Delivers the end of a good answer. */
	void end() {
		if (this.joined == null) {
			this.out.append(CompletionChunk.END_EVENT);
		}
		else {
			Completion whole = (this.document != null) ? this.document : this.shape.whole(this.joined.whole());
			this.out.append(whole.text());
		}
	}

}
