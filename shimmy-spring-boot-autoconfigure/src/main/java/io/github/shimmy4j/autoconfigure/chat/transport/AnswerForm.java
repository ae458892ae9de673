package io.github.shimmy4j.autoconfigure.chat.transport;

import io.github.shimmy4j.sidecar.ServerEndpoint;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form in which the client library wants an answer, and under which name of the
 * model: events of chunks, or one document.
 */
final class AnswerForm {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final String wireModel;

	private final String model;

	private final CompletionShape shape;

	private final Buffer out = new Buffer();

	/** Null where events are wanted. */
	private final @Nullable JoinedAnswer joined;

	private @Nullable ObjectNode document;

	private AnswerForm(String id, ServerEndpoint endpoint, @Nullable JoinedAnswer joined) {
		this.wireModel = endpoint.wireModel();
		this.model = endpoint.model();
		this.shape = new CompletionShape("chatcmpl-" + id, endpoint.model());
		this.joined = joined;
	}

	/**
	 * The form for one answer.
	 * @param id of its exchange
	 * @param endpoint who answers
	 * @param stream whether events are wanted
	 */
	static AnswerForm of(String id, ServerEndpoint endpoint, boolean stream) {
		return new AnswerForm(id, endpoint, stream ? null : new JoinedAnswer());
	}

	String contentType() {
		return (this.joined == null) ? "text/event-stream" : "application/json";
	}

	CompletionShape shape() {
		return this.shape;
	}

	/** What is to be delivered now. */
	Buffer out() {
		return this.out;
	}

	/**
	 * The stable name of the model where the server wrote its own id. That holds a nonce,
	 * so plain text is enough; it may stand in any message.
	 */
	String named(String text) {
		return this.wireModel.equals(this.model) ? text : text.replace(this.wireModel, this.model);
	}

	/** Delivers a chunk, in its shape. */
	void chunk(ObjectNode chunk) {
		if (this.joined != null) {
			this.joined.add(chunk);
		}
		else {
			this.out.writeUtf8("data: ").writeUtf8(MAPPER.writeValueAsString(chunk)).writeUtf8("\n\n");
		}
	}

	/** Delivers a whole completion, in its shape. */
	void whole(ObjectNode completion) {
		if (this.joined != null) {
			this.document = completion;
		}
		else {
			WholeAnswer.cut(completion, this::chunk);
		}
	}

	/** Delivers the end of a good answer. */
	void end() throws TransportException {
		if (this.joined == null) {
			this.out.writeUtf8("data: [DONE]\n\n");
			return;
		}
		ObjectNode whole = this.document;
		if (whole == null) {
			whole = this.joined.whole();
			this.shape.whole(whole);
		}
		this.out.writeUtf8(MAPPER.writeValueAsString(whole));
	}

}
