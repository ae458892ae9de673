package io.github.shimmy4j.gateway.call;

import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import org.jspecify.annotations.Nullable;

/** The side of a generation that its client sees, in one protocol. */
public interface Dialect {

	/** Whether the client wants the answer piece by piece. */
	boolean isStream();

	/** The route of OpenAI's protocol that the server is asked on, below {@code /v1}. */
	default String route() {
		return "/chat/completions";
	}

	/**
	 * The name of a model as the gateway knows it, without what the protocol's clients
	 * append; empty if it means the served model.
	 */
	default String modelName(String asked) {
		return asked;
	}

	/**
	 * Makes the form of an answer.
	 * @param id id of the request, without prefix
	 * @param model names of the model
	 * @param translation of the server's answer, for tools that are emulated
	 */
	AnswerForm form(String id, ModelName model, AnswerTranslation translation);

	/** Body of a response that reports a failure. */
	String errorBody(Failure failure);

	/** The last event of a streamed answer that fails after its beginning. */
	String errorEvent(Failure failure);

	/**
	 * Keeps the connection open while a stream waits for its turn, and while the model
	 * reads; null if the protocol has no such thing.
	 */
	@Nullable String heartbeat();

	/** Whether there are heartbeats; asking for one may begin the answer. */
	default boolean hasHeartbeat() {
		return heartbeat() != null;
	}

	/** Whether a stream begins with an {@link #opening}. */
	default boolean hasOpening() {
		return false;
	}

	/**
	 * Makes the beginning of a streamed answer, which precedes all that the form writes.
	 * Only of a dialect with heartbeats.
	 * @param id id of the request, as for {@link #form}
	 * @param model names of the model
	 * @param promptTokens tokens of the prompt
	 */
	default String opening(String id, ModelName model, long promptTokens) {
		return "";
	}

	/** Whether a request for thinking is refused by a model that cannot think. */
	default boolean insistsOnThinking() {
		return true;
	}

	/** A failure as the protocol tells it, whose programs react to other statuses. */
	default Failure told(Failure failure) {
		return failure;
	}

}
