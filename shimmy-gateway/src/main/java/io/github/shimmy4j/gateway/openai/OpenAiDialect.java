package io.github.shimmy4j.gateway.openai;

import io.github.shimmy4j.gateway.call.Dialect;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.upstream.ServerRefusalException;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.sse.EventWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers as OpenAI gives them: one document, or server-sent events.
 *
 * @param kind chat, or continuation of a text
 * @param isStream whether the client wants events
 * @param usage whether a stream tells its usage in a chunk of its own
 * @param echo text before that of the model; empty in chats
 */
record OpenAiDialect(Kind kind, boolean isStream, boolean usage, String echo) implements Dialect {

	@Override
	public String route() {
		return this.kind.route;
	}

	@Override
	public AnswerForm form(String id, ModelName model, AnswerTranslation translation) {
		if (this.kind == Kind.TEXT) {
			return AnswerForm.ofText(id, model, this.isStream, this.usage, this.echo);
		}
		return new AnswerForm(id, model, this.isStream, this.usage, translation);
	}

	@Override
	public String errorBody(Failure failure) {
		// The server's own words name the field that is wrong.
		if (failure.cause() instanceof ServerRefusalException refused && !refused.body().isEmpty()) {
			return complete(refused.body(), failure);
		}
		return OpenAiErrors.body(failure);
	}

	/** The server's words, with the fields that it has left out. */
	private static String complete(String body, Failure failure) {
		ObjectNode said = (ObjectNode) JsonMapper.shared().readTree(body);
		if (!(said.path("error") instanceof ObjectNode error)) {
			return OpenAiErrors.body(failure);
		}
		ObjectNode whole = (ObjectNode) JsonMapper.shared().readTree(OpenAiErrors.body(failure)).path("error");
		error.properties()
			.stream()
			.filter((field) -> !field.getValue().isNull())
			// llama-server writes the status once more.
			.filter((field) -> !field.getValue().asString("").equals(String.valueOf(failure.status())))
			.forEach((field) -> whole.set(field.getKey(), field.getValue()));
		said.set("error", whole);
		return said.toString();
	}

	@Override
	public String errorEvent(Failure failure) {
		return EventWriter.event(OpenAiErrors.body(failure));
	}

	@Override
	public String heartbeat() {
		return ": the model reads the prompt, or is busy\n\n";
	}

	/** The kind of a generation. */
	enum Kind {

		/** The next message of a chat. */
		CHAT("/chat/completions"),

		/** The continuation of a text. */
		TEXT("/completions");

		private final String route;

		Kind(String route) {
			this.route = route;
		}

	}

}
