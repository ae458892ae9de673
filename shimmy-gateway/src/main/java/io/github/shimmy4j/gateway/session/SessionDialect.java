package io.github.shimmy4j.gateway.session;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Dialect;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerRecorder;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of a request in a session: it records the answer, and tells failures in
 * terms of the request, to which the model's messages do not belong. Of one request.
 */
final class SessionDialect implements Dialect {

	private final Dialect dialect;

	private final SessionKey key;

	private final Consumer<Supplier<Session>> answered;

	/** Null while the request waits for its session. */
	private volatile @Nullable JoinedConversation joined;

	/**
	 * Records nothing yet.
	 * @param dialect the client's protocol
	 * @param key name of the session
	 * @param answered takes the session with the answer once that is whole
	 */
	SessionDialect(Dialect dialect, SessionKey key, Consumer<Supplier<Session>> answered) {
		this.dialect = dialect;
		this.key = key;
		this.answered = answered;
	}

	/** The turn of the request has come. */
	void joins(JoinedConversation conversation) {
		this.joined = conversation;
	}

	@Override
	public boolean isStream() {
		return this.dialect.isStream();
	}

	@Override
	public String route() {
		return this.dialect.route();
	}

	@Override
	public String modelName(String asked) {
		return this.dialect.modelName(asked);
	}

	@Override
	public AnswerForm form(String id, ModelName model, AnswerTranslation translation) {
		JoinedConversation asked = Objects.requireNonNull(this.joined, "only a joined request is answered");
		return this.dialect.form(id, model,
				new AnswerRecorder(translation, (answer) -> this.answered.accept(() -> asked.next(answer))));
	}

	@Override
	public Failure told(Failure failure) {
		JoinedConversation asked = this.joined;
		if (asked == null) {
			return this.dialect.told(failure);
		}
		Failure told = this.dialect.told(failure.renamed(asked::field));
		if (failure.cause().code() != ShimmyErrorCode.CONTEXT_EXCEEDED || asked.stored().isEmpty()) {
			return told;
		}
		String words = "%s. The session '%s' puts %d messages before each prompt; DELETE /v1/session/%2$s forgets them"
			.formatted(told.message().replaceFirst("\\.\\s*$", ""), this.key.id(), asked.stored().size());
		// Its body must not be the server's own, which knows nothing of sessions.
		return new Failure(told.status(), told.code(), words, told.param(), told.retryAfter(),
				new ShimmyException(ShimmyErrorCode.CONTEXT_EXCEEDED, words, failure.cause()));
	}

	@Override
	public String errorBody(Failure failure) {
		return this.dialect.errorBody(failure);
	}

	@Override
	public String errorEvent(Failure failure) {
		return this.dialect.errorEvent(failure);
	}

	@Override
	public @Nullable String heartbeat() {
		return this.dialect.heartbeat();
	}

	@Override
	public boolean hasHeartbeat() {
		return this.dialect.hasHeartbeat();
	}

	@Override
	public boolean hasOpening() {
		return this.dialect.hasOpening();
	}

	@Override
	public String opening(String id, ModelName model, long promptTokens) {
		return this.dialect.opening(id, model, promptTokens);
	}

	@Override
	public boolean insistsOnThinking() {
		return this.dialect.insistsOnThinking();
	}

}
