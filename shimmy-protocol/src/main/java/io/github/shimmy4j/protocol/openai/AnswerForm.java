package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.protocol.conversation.AnswerWriter;

/**
 * The form in which a client wants an answer, and the name under which it knows the
 * model. An answer in another form is split or joined. Not thread-safe.
 */
public final class AnswerForm {

	private final ModelName model;

	private final AnswerTranslation translation;

	private final CompletionShape shape;

	private final AnswerDelivery delivery;

	private final StringBuilder out = new StringBuilder();

	/**
	 * OpenAI's form of one answer.
	 * @param id id without prefix, for a server that gives none
	 * @param model names of the model
	 * @param stream whether events are wanted
	 */
	public AnswerForm(String id, ModelName model, boolean stream) {
		this(id, model, stream, AnswerTranslation.NONE);
	}

	/**
	 * OpenAI's form of one answer that is translated before it is delivered.
	 * @param id id without prefix, for a server that gives none
	 * @param model names of the model
	 * @param stream whether events are wanted
	 * @param translation of the server's answer
	 */
	public AnswerForm(String id, ModelName model, boolean stream, AnswerTranslation translation) {
		this(id, model, stream, true, translation);
	}

	/**
	 * OpenAI's form of one answer that is translated before it is delivered.
	 * @param id id without prefix, for a server that gives none
	 * @param model names of the model
	 * @param stream whether events are wanted
	 * @param usage whether events tell the usage in a chunk of its own
	 * @param translation of the server's answer
	 */
	public AnswerForm(String id, ModelName model, boolean stream, boolean usage, AnswerTranslation translation) {
		this.model = model;
		this.translation = translation;
		this.shape = new CompletionShape("chatcmpl-" + id, model.shown());
		this.delivery = stream ? new EventDelivery(usage) : new DocumentDelivery(this.shape);
	}

	/**
	 * Another form of one answer.
	 * @param id id without prefix, for a server that gives none
	 * @param model names of the model
	 * @param delivery writes the answer
	 * @param translation of the server's answer, before it is written
	 */
	public AnswerForm(String id, ModelName model, AnswerDelivery delivery, AnswerTranslation translation) {
		this(model, new CompletionShape("chatcmpl-" + id, model.shown()), delivery, translation);
	}

	private AnswerForm(ModelName model, CompletionShape shape, AnswerDelivery delivery, AnswerTranslation translation) {
		this.model = model;
		this.translation = translation;
		this.shape = shape;
		this.delivery = delivery;
	}

	/**
	 * The form of an answer of {@code /completions}, the older protocol in which the
	 * model continues a text. The server must answer in it, too.
	 * @param id id without prefix, for a server that gives none
	 * @param model names of the model
	 * @param stream whether events are wanted
	 * @param usage whether events tell the usage in a piece of its own
	 * @param echo text before that of the model; usually empty
	 */
	public static AnswerForm ofText(String id, ModelName model, boolean stream, boolean usage, String echo) {
		return new AnswerForm(model, CompletionShape.ofTexts("cmpl-" + id, model.shown()),
				new TextDelivery(stream, usage, echo), AnswerTranslation.NONE);
	}

	/**
	 * The form of another protocol for one answer.
	 * @param id id without prefix, for a server that gives none
	 * @param model names of the model
	 * @param writer writes the answer in that protocol
	 * @param translation of the server's answer, before it is written
	 */
	public AnswerForm(String id, ModelName model, AnswerWriter writer, AnswerTranslation translation) {
		this(id, model, new DeltaDelivery(id, writer), translation);
	}

	/** Value of the header {@code Content-Type}. */
	public String contentType() {
		return this.delivery.contentType();
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

	/** Delivers a chunk of the server. */
	void chunk(Completion.Chunk chunk) {
		Completion.Chunk translated = this.translation.chunk(chunk);
		if (translated != null) {
			this.out.append(this.delivery.chunk(translated));
		}
	}

	/**
	 * Delivers a chunk of the server that only adds to a text, unless it must be changed.
	 */
	boolean plain(PlainChunk chunk) {
		if (!this.shape.isText(chunk.index()) || !this.translation.passes(chunk)) {
			return false;
		}
		this.out.append(this.delivery.plain(chunk));
		return true;
	}

	/** Delivers a whole completion of the server. */
	void whole(Completion completion) {
		this.out.append(this.delivery.whole(this.translation.whole(completion)));
	}

	/** Delivers the end of a complete answer. */
	void end() {
		Completion.Chunk last = this.translation.end();
		if (last != null) {
			this.out.append(this.delivery.chunk(last));
		}
		this.out.append(this.delivery.end());
		this.translation.delivered();
	}

	/**
	 * The two names of a model: the server's is an id of its launch, which clients must
	 * never see.
	 *
	 * @param wire id in requests to the server; empty asks for the model that it has,
	 * whose own name clients may see
	 * @param shown stable name for clients
	 */
	public record ModelName(String wire, String shown) {

		/**
		 * Replaces the server's id by the stable name. The id holds a nonce, so it can be
		 * replaced everywhere: in fields, and in the texts of messages.
		 * @param said a text of the server
		 * @return the same without its id
		 */
		public String shownIn(String said) {
			return (this.wire.isEmpty() || this.wire.equals(this.shown)) ? said : said.replace(this.wire, this.shown);
		}

	}

}
