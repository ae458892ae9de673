package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.Nullable;

/**
 * The form in which a client wants an answer: events with chunks, or one document, under
 * a name of the model. An answer in the other form is split or joined. Not thread-safe.
 */
public final class AnswerForm {

	private final ModelName model;

	private final CompletionShape shape;

	private final StringBuilder out = new StringBuilder();

	/** Null if events are wanted. */
	private final @Nullable JoinedChunks joined;

	private @Nullable Completion document;

	/**
	 * The form of one answer.
	 * @param id id without prefix, for a server that gives none
	 * @param model names of the model
	 * @param stream whether events are wanted
	 */
	public AnswerForm(String id, ModelName model, boolean stream) {
		this.model = model;
		this.shape = new CompletionShape("chatcmpl-" + id, model.shown());
		this.joined = stream ? null : new JoinedChunks();
	}

	/** Value of the header {@code Content-Type}. */
	public String contentType() {
		return (this.joined == null) ? "text/event-stream" : "application/json";
	}

	/** The names of the model. */
	public ModelName model() {
		return this.model;
	}

	/** Takes the text to be delivered since the last call; may be empty. */
	public String take() {
		String taken = this.out.toString();
		this.out.setLength(0);
		return taken;
	}

	CompletionShape shape() {
		return this.shape;
	}

	/** Delivers a chunk. */
	void chunk(Completion.Chunk chunk) {
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
			completion.chunks().forEach(this::chunk);
		}
	}

	/** Delivers the end of a complete answer. */
	void end() {
		if (this.joined == null) {
			this.out.append(Completion.Chunk.END_EVENT);
		}
		else {
			Completion whole = (this.document != null) ? this.document : this.shape.whole(this.joined.whole());
			this.out.append(whole.text());
		}
	}

}
