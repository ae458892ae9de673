package io.github.shimmy4j.gateway.responses;

import java.time.InstantSource;
import java.util.function.Consumer;

import io.github.shimmy4j.gateway.call.Dialect;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.responses.ResponsesAnswer;
import io.github.shimmy4j.protocol.responses.ResponsesRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Answers as responses: one document, or events. Of one request. */
final class ResponsesDialect implements Dialect {

	private final ResponsesRequest request;

	private final ResponsesNames names;

	private final String id;

	private final String served;

	private final InstantSource clock;

	private final Consumer<ObjectNode> finished;

	/** Its events are numbered, so it also writes the one of a failure. */
	private volatile @Nullable ResponsesAnswer answer;

	/**
	 * The dialect of a request.
	 * @param request the request
	 * @param id id of the answer, without prefix
	 * @param served name of the model that is served
	 * @param clock tells the time
	 * @param finished takes the finished response
	 */
	ResponsesDialect(ResponsesRequest request, String id, String served, InstantSource clock,
			Consumer<ObjectNode> finished) {
		this.request = request;
		this.names = ResponsesNames.of(request);
		this.served = served;
		this.id = id;
		this.clock = clock;
		this.finished = finished;
	}

	@Override
	public boolean isStream() {
		return this.request.conversation().answer().stream();
	}

	@Override
	public AnswerForm form(String id, ModelName model, AnswerTranslation translation) {
		ResponsesAnswer next = answer(model.shown());
		this.answer = next;
		return new AnswerForm(id, model, next, translation);
	}

	private ResponsesAnswer answer(String model) {
		return new ResponsesAnswer(this.request, this.id, model, this.clock, this.finished);
	}

	@Override
	public String heartbeat() {
		return ": the model reads the prompt, or is busy\n\n";
	}

	@Override
	public Failure told(Failure failure) {
		return ResponsesErrors.told(failure.renamed(this.names::of));
	}

	@Override
	public String errorBody(Failure failure) {
		return ResponsesErrors.body(failure);
	}

	@Override
	public String errorEvent(Failure failure) {
		ResponsesAnswer begun = this.answer;
		return ResponsesErrors.event((begun != null) ? begun : answer(model()), failure);
	}

	/** The model's name before a server is known. */
	private String model() {
		String asked = this.request.conversation().model();
		return asked.isEmpty() ? this.served : asked;
	}

}
