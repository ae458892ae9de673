package io.github.shimmy4j.gateway.claude;

import java.util.function.UnaryOperator;

import io.github.shimmy4j.gateway.call.Dialect;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.protocol.claude.ClaudeAnswer;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;

/** Answers as Claude gives them: one document, or events. */
final class ClaudeDialect implements Dialect {

	private final AnswerRules answer;

	private final UnaryOperator<Failure> told;

	/**
	 * The dialect of one request.
	 * @param answer what the request says about its answer
	 * @param told tells its failures as Claude's programs know them
	 */
	ClaudeDialect(AnswerRules answer, UnaryOperator<Failure> told) {
		this.answer = answer;
		this.told = told;
	}

	@Override
	public boolean isStream() {
		return this.answer.stream();
	}

	@Override
	public String modelName(String asked) {
		return ClaudeModels.known(asked);
	}

	@Override
	public AnswerForm form(String id, ModelName model, AnswerTranslation translation) {
		return new AnswerForm(id, model, new ClaudeAnswer(id, model.shown(), this.answer), translation);
	}

	@Override
	public boolean hasOpening() {
		return true;
	}

	@Override
	public String opening(String id, ModelName model, long promptTokens) {
		return ClaudeAnswer.start(id, model.shown(), promptTokens);
	}

	@Override
	public String heartbeat() {
		return ClaudeAnswer.PING;
	}

	/** Claude Code asks each model to think. */
	@Override
	public boolean insistsOnThinking() {
		return false;
	}

	@Override
	public Failure told(Failure failure) {
		return this.told.apply(failure);
	}

	@Override
	public String errorBody(Failure failure) {
		return ClaudeErrors.body(failure);
	}

	@Override
	public String errorEvent(Failure failure) {
		return ClaudeErrors.error(failure).event();
	}

}
