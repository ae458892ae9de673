package io.github.shimmy4j.gateway.responses;

import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
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

	/**
	 * Null before the first event. Events are numbered, so one answer writes those of the
	 * wait, of each attempt and of a failure.
	 */
	private final AtomicReference<@Nullable ResponsesAnswer> answer = new AtomicReference<>();

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
		return new AnswerForm(id, model, answer(model.shown()), translation);
	}

	private ResponsesAnswer answer(String model) {
		return Objects.requireNonNull(this.answer.updateAndGet((begun) -> (begun != null) ? begun
				: new ResponsesAnswer(this.request, this.id, model, this.clock, this.finished)));
	}

	/** An event, since Codex gives up after 5 minutes with comments only. */
	@Override
	public String heartbeat() {
		String event = answer(model()).waiting();
		return event.isEmpty() ? ": the answer arrives\n\n" : event;
	}

	@Override
	public boolean hasHeartbeat() {
		return true;
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
		return ResponsesErrors.event(answer(model()), failure);
	}

	/** The model's name before a server is known. */
	private String model() {
		String asked = this.request.conversation().model();
		return asked.isEmpty() ? this.served : asked;
	}

}
