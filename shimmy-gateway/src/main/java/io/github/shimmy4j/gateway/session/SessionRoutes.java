package io.github.shimmy4j.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.http.ErrorForms;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.protocol.openai.Fields;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The routes by which clients see and forget their sessions. */
public final class SessionRoutes {

	private static final String ONE = "/v1/session/{id}";

	private final SessionRequests sessions;

	private final ErrorForms forms;

	/**
	 * Makes the routes.
	 * @param sessions the sessions
	 * @param forms tell the refusals
	 */
	public SessionRoutes(SessionRequests sessions, ErrorForms forms) {
		this.sessions = sessions;
		this.forms = forms;
	}

	/** The routes as a bean. */
	public RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route()
			.GET(ONE, (request) -> answer(request, (key) -> this.sessions.told(key, request.exchange().getRequest())))
			.withAttribute(RouteDescription.ATTRIBUTE,
					described("Tell a session: its times, messages and tokens").refusing(413))
			.DELETE(ONE, (request) -> answer(request, this::removed))
			.withAttribute(RouteDescription.ATTRIBUTE, described("Forget a session"))
			.build();
	}

	private static RouteDescription described(String summary) {
		return RouteDescription.of(summary).refusing(400, 404);
	}

	private Mono<JsonNode> removed(SessionKey key) {
		return this.sessions.removed(key)
			.filter((removed) -> removed)
			.map((removed) -> JsonMapper.shared()
				.createObjectNode()
				.put(Fields.ID, key.id())
				.put(Fields.OBJECT, "session")
				.put("deleted", true));
	}

	private Mono<ServerResponse> answer(ServerRequest request,
			Function<SessionKey, Mono<? extends JsonNode>> document) {
		return Mono
			.deferContextual(
					(context) -> Mono.just(new SessionKey(Turns.caller(context).id(), request.pathVariable("id"))))
			.flatMap((key) -> document.apply(key)
				.flatMap(SessionRoutes::json)
				.switchIfEmpty(Mono.error(() -> RequestException.http(404, "session_not_found",
						"There is no session '%s' for this key; sessions are forgotten when they are idle (shimmy.gateway.session)"
							.formatted(key.id())))))
			.onErrorResume(
					(thrown) -> ServerResponse.ok().build((exchange, context) -> this.forms.refuse(exchange, thrown)));
	}

	private static Mono<ServerResponse> json(JsonNode document) {
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(document.toString().getBytes(StandardCharsets.UTF_8));
	}

}
