package io.github.shimmy4j.gateway.claude;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.gateway.session.SessionKey;
import io.github.shimmy4j.gateway.session.SessionRequests;
import io.github.shimmy4j.protocol.claude.AttributionLines;
import io.github.shimmy4j.protocol.claude.ClaudeRequest;
import io.github.shimmy4j.protocol.claude.ClaudeError;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The routes of Claude's protocol. */
public final class ClaudeRoutes {

	/** Header by which requests of Claude's protocol can be told from others. */
	static final String VERSION = "anthropic-version";

	private static final RequestPredicate CLAUDE = RequestPredicates
		.headers((headers) -> !headers.header(VERSION).isEmpty());

	private final Generations generations;

	private final SessionRequests sessions;

	private final Turns turns;

	private final ServedModels served;

	private final ClaudeModels models;

	private final RequestBody bodies;

	private final boolean removeAttribution;

	private final Duration patience;

	/**
	 * Makes the routes.
	 * @param generations counts tokens
	 * @param sessions answers messages
	 * @param turns admits requests to the server
	 * @param models names of the model
	 * @param bodies limits on bodies
	 * @param removeAttribution whether attribution lines are removed from system prompts
	 * @param patience longest wait of a count for a server that is starting
	 * @param started when the gateway was started
	 */
	public ClaudeRoutes(Generations generations, SessionRequests sessions, Turns turns, ServedModels models,
			RequestBody bodies, boolean removeAttribution, Duration patience, Instant started) {
		this.generations = generations;
		this.sessions = sessions;
		this.turns = turns;
		this.served = models;
		this.models = new ClaudeModels(models, started);
		this.bodies = bodies;
		this.removeAttribution = removeAttribution;
		this.patience = patience;
	}

	/** The routes as a bean, which has to come before those of OpenAI's protocol. */
	public RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route()
			.POST("/v1/messages", (request) -> read(request, this::answer))
			.withAttribute(RouteDescription.ATTRIBUTE,
					described("Answer a message of Claude's protocol", true).answering(MediaType.APPLICATION_JSON_VALUE,
							MediaType.TEXT_EVENT_STREAM_VALUE))
			.POST("/v1/messages/count_tokens", (request) -> read(request, this::count))
			.withAttribute(RouteDescription.ATTRIBUTE, described("Count the tokens of a message", false))
			.GET("/v1/models", CLAUDE, this::list)
			.withAttribute(RouteDescription.ATTRIBUTE, RouteDescription.of("List the names of the model").refusing(400))
			.GET("/v1/models/{*id}", CLAUDE, this::model)
			.withAttribute(RouteDescription.ATTRIBUTE, RouteDescription.of("Describe the model").refusing(400, 404))
			.build();
	}

	private static RouteDescription described(String summary, boolean answered) {
		return SessionKey.describedIn(RouteDescription.of(summary)
			.withBody(ClaudeSchema.of(answered))
			.askingAModel()
			.refusing(ClaudeError.OVERLOADED));
	}

	private Mono<ServerResponse> read(ServerRequest request,
			BiFunction<JsonNode, ServerHttpRequest, Mono<ServerResponse>> handler) {
		ServerHttpRequest http = request.exchange().getRequest();
		return this.bodies.read(http)
			.map((bytes) -> (JsonNode) CompletionRequest.parse(bytes).json())
			.flatMap((body) -> handler.apply(body, http))
			.onErrorResume(ClaudeErrors::refuse);
	}

	private Mono<ServerResponse> answer(JsonNode body, ServerHttpRequest http) {
		ClaudeRequest given = SessionKey.isIn(http.getHeaders()) ? ClaudeRequest.continued(body, true)
				: ClaudeRequest.messages(body);
		return translated(given.conversation(), body).flatMap((asked) -> {
			// Only a client that sees that it waits is patient.
			Turns turn = asked.dialect().isStream() ? this.turns.patient() : this.turns;
			return ServerResponse.ok()
				.build((exchange, context) -> this.sessions.answer(asked.request(), asked.dialect(), turn, exchange));
		});
	}

	private Mono<ServerResponse> count(JsonNode body, ServerHttpRequest http) {
		ClaudeRequest request = SessionKey.isIn(http.getHeaders()) ? ClaudeRequest.continued(body, false)
				: ClaudeRequest.count(body);
		Conversation given = LocalTurns.answerable(request.conversation());
		// A count is made by the model that is served, and switches none.
		this.models.require(given.model());
		return translated(given, body).flatMap((asked) -> server()
			.flatMap((server) -> this.sessions.joined(asked.request(), http)
				.flatMap((joined) -> this.generations.promptTokens(joined, asked.dialect(), server)))
			.flatMap((tokens) -> json(
					JsonMapper.shared().createObjectNode().put("input_tokens", tokens).putNull("context_management")))
			.onErrorResume((thrown) -> ClaudeErrors.refuse(asked.dialect().told(Failure.of(thrown)))));
	}

	/**
	 * Refusals name the server's context, so it is asked for before the first request.
	 */
	private Mono<Translated> translated(Conversation given, JsonNode body) {
		CompletionRequest converted = converted(given);
		return this.served.facts()
			.soon()
			.map((facts) -> new Translated(converted, new ClaudeDialect(given.answer(),
					new ClaudeRefusals(ClaudeNames.of(body), converted, facts.contextTokens())::told)));
	}

	/** Without attribution lines, and with neighbours of one role joined. */
	private CompletionRequest converted(Conversation asked) {
		Conversation kept = this.removeAttribution ? AttributionLines.removed(asked) : asked;
		return CompletionRequest.of(LocalTurns.of(kept));
	}

	/** Waits for a server that is starting: without a count, clients would generate. */
	private Mono<ServerEndpoint> server() {
		return this.served.facts()
			.ready()
			.timeout(this.patience, Mono.error(() -> new ShimmyException(ShimmyErrorCode.NOT_READY,
					"The model '%s' is not ready to count tokens".formatted(this.served.name()))));
	}

	private Mono<ServerResponse> list(ServerRequest request) {
		return this.served.facts()
			.soon()
			.flatMap((facts) -> json(this.models.list(request.queryParams(), facts)))
			.onErrorResume(ClaudeErrors::refuse);
	}

	private Mono<ServerResponse> model(ServerRequest request) {
		String id = request.pathVariable("id").substring(1);
		return this.served.facts()
			.soon()
			.flatMap((facts) -> this.models.one(id, facts)
				.map((model) -> json(model))
				.orElseGet(() -> ClaudeErrors.refuse(this.models.unknown(id))));
	}

	private static Mono<ServerResponse> json(JsonNode document) {
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(document.toString().getBytes(StandardCharsets.UTF_8));
	}

	/** A request in OpenAI's form, and how it is answered. */
	private record Translated(CompletionRequest request, ClaudeDialect dialect) {
	}

}
