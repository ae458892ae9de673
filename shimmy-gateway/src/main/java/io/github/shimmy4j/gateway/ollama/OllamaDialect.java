package io.github.shimmy4j.gateway.ollama;

import io.github.shimmy4j.gateway.call.Dialect;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.upstream.ServerRefusalException;
import io.github.shimmy4j.protocol.ollama.AnswerClock;
import io.github.shimmy4j.protocol.ollama.OllamaAnswer;
import io.github.shimmy4j.protocol.ollama.OllamaError;
import io.github.shimmy4j.protocol.ollama.OllamaRequest;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import org.jspecify.annotations.Nullable;

/** Answers as Ollama gives them: one document, or lines of JSON. */
final class OllamaDialect implements Dialect {

	private final OllamaRequest request;

	private final AnswerClock clock;

	/**
	 * The dialect of one request.
	 * @param request the request
	 * @param clock measures the answer
	 */
	OllamaDialect(OllamaRequest request, AnswerClock clock) {
		this.request = request;
		this.clock = clock;
	}

	@Override
	public boolean isStream() {
		return this.request.conversation().answer().stream();
	}

	@Override
	public AnswerForm form(String id, ModelName model, AnswerTranslation translation) {
		return new AnswerForm(id, model, new OllamaAnswer(this.request, this.clock), translation);
	}

	@Override
	public Failure told(Failure failure) {
		return failure.renamed((field) -> OllamaNames.of(field, this.request.route()));
	}

	@Override
	public String errorBody(Failure failure) {
		return error(failure);
	}

	@Override
	public String errorEvent(Failure failure) {
		return new OllamaError(failure.message()).line();
	}

	@Override
	public String modelName(String asked) {
		return OllamaNames.model(asked);
	}

	/** A comment would break the parsers of the clients. */
	@Override
	public @Nullable String heartbeat() {
		return null;
	}

	/** Body of a response that reports a failure. */
	static String error(Failure failure) {
		return new OllamaError(words(failure)).json().toString();
	}

	private static String words(Failure failure) {
		return (failure.cause() instanceof ServerRefusalException refused) ? refused.words() : failure.message();
	}

}
