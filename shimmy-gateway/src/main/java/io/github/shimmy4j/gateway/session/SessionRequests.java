package io.github.shimmy4j.gateway.session;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.call.Dialect;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.FailureResponse;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;
import tools.jackson.databind.JsonNode;

/**
 * Answers chats of all protocols, and gives those with the header
 * {@link SessionKey#HEADER} the turns of their session. A request waits for the earlier
 * ones of its session before it waits for the server, so that no slot waits for another.
 */
public final class SessionRequests {

	/** Header of an answer: how many stored messages went before those of the request. */
	static final String MESSAGES = SessionKey.HEADER + "-messages";

	private final Generations generations;

	private final SessionStore store;

	private final SessionOrder order;

	private final GatewayProperties.Session limits;

	private final Duration patience;

	/**
	 * Knows no session yet.
	 * @param generations runs generations
	 * @param store keeps sessions
	 * @param limits limits of sessions
	 * @param most most requests that wait for the earlier ones of their session
	 * @param patience longest such wait
	 */
	public SessionRequests(Generations generations, SessionStore store, GatewayProperties.Session limits, int most,
			Duration patience) {
		this.generations = generations;
		this.store = store;
		this.order = new SessionOrder(most);
		this.limits = limits;
		this.patience = patience;
	}

	/**
	 * Answers a chat, in its session if it names one.
	 * @param request request in OpenAI's form, with the model's name as its client gave
	 * it
	 * @param dialect the client's protocol
	 * @param turns grants the server
	 * @param exchange the client's request, and where the answer is written
	 * @return as {@link Generations#answer}
	 */
	public Mono<Void> answer(CompletionRequest request, Dialect dialect, Turns turns, ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		if (!SessionKey.isIn(exchange.getRequest().getHeaders())) {
			return this.generations.answer(request, dialect, turns, response);
		}
		return Mono.deferContextual((context) -> {
			SessionKey key = key(context, exchange.getRequest());
			response.getHeaders().set(SessionKey.HEADER, key.id());
			return Mono.using(() -> new SessionTurn(key, this.order.enter(key), this.store),
					(turn) -> answer(turn, request, dialect, turns, exchange), SessionTurn::close);
		}).onErrorResume((thrown) -> !response.isCommitted(), (thrown) -> {
			Failure failure = dialect.told(Failure.of(thrown));
			return FailureResponse.write(failure, dialect.errorBody(failure), response);
		});
	}

	private Mono<Void> answer(SessionTurn turn, CompletionRequest request, Dialect dialect, Turns turns,
			ServerWebExchange exchange) {
		SessionDialect recording = new SessionDialect(dialect, turn.key(), turn::answered);
		return this.generations.answerAfter(begun(turn), () -> {
			JoinedConversation joined = joined(turn.session(), request, exchange.getRequest());
			recording.joins(joined);
			if (!exchange.getResponse().isCommitted()) {
				exchange.getResponse().getHeaders().set(MESSAGES, String.valueOf(joined.stored().size()));
			}
			return joined.request();
		}, recording, turns, exchange.getResponse());
	}

	/**
	 * Joins a request whose tokens are only counted with its session, if it names one.
	 * @param request request in OpenAI's form
	 * @param http the client's request
	 */
	public Mono<CompletionRequest> joined(CompletionRequest request, ServerHttpRequest http) {
		if (!SessionKey.isIn(http.getHeaders())) {
			return Mono.just(request);
		}
		return Mono.deferContextual((context) -> {
			SessionKey key = key(context, http);
			return found(key).map((session) -> joined(session, request, http).request()).defaultIfEmpty(request);
		});
	}

	/** The session as of its last whole answer; empty if there is none. */
	private Mono<Session> found(SessionKey key) {
		return stored(key)
			.then(Mono.fromCallable(() -> this.store.find(key).orElse(null)).subscribeOn(Schedulers.boundedElastic()));
	}

	/**
	 * The document of a session as of its last whole answer; empty if there is none.
	 * @param key name of the session
	 * @param http the client's request, for whose memory it counts
	 */
	Mono<JsonNode> told(SessionKey key, ServerHttpRequest http) {
		return found(key).map((session) -> {
			session.messages().forEach((message) -> RequestBody.takeMore(message.bytes(), http));
			return session.json();
		});
	}

	/** Removes a session; false if there is none. */
	Mono<Boolean> removed(SessionKey key) {
		return stored(key)
			.then(Mono.fromCallable(() -> this.store.remove(key)).subscribeOn(Schedulers.boundedElastic()));
	}

	/** A client that has read an answer finds it stored. */
	private Mono<Void> stored(SessionKey key) {
		return Mono.defer(() -> Mono.fromFuture(this.order.stored(key), true));
	}

	private static SessionKey key(ContextView context, ServerHttpRequest http) {
		return SessionKey.of(Turns.caller(context).id(), http.getHeaders());
	}

	/**
	 * Waits for the turn. Time in which a model is loaded does not count, since an
	 * earlier request may wait for it.
	 */
	private Mono<Void> begun(SessionTurn turn) {
		return turn.begun()
			.timeout(this.generations.untilNoLoadFor(this.patience))
			.onErrorMap(TimeoutException.class,
					(late) -> new ShimmyException(ShimmyErrorCode.NOT_READY,
							"The session '%s' was busy with earlier requests for %s (by shimmy.chat.idle-timeout)"
								.formatted(turn.key().id(), this.patience),
							late));
	}

	private JoinedConversation joined(Session session, CompletionRequest request, ServerHttpRequest http) {
		// Before they are parsed, which takes most of the memory.
		session.messages().forEach((message) -> RequestBody.takeMore(message.bytes(), http));
		JoinedConversation joined = JoinedConversation.of(session, request);
		if (joined.size() > this.limits.maxSize().toBytes()) {
			throw RequestException.http(413, "session_too_large",
					"The session '%s' would have %,d bytes with this request, %,d are allowed (shimmy.gateway.session.max-size); forget it with DELETE /v1/session/%1$s"
						.formatted(session.key().id(), joined.size(), this.limits.maxSize().toBytes()));
		}
		return joined;
	}

}
