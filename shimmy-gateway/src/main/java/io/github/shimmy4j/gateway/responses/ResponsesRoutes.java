package io.github.shimmy4j.gateway.responses;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.responses.ResponsesRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/** The routes of the Responses API. */
public final class ResponsesRoutes {

	static final String PATH = "/v1/responses";

	private static final int UPGRADE_REQUIRED = 426;

	private static final int NOT_ALLOWED = 405;

	private final Generations generations;

	private final Turns turns;

	private final ServedModels models;

	private final RequestBody bodies;

	private final ConversationMemory memory;

	private final StoredResponseRoutes stored;

	private final InstantSource clock;

	private final SkippedTools skipped = new SkippedTools();

	/**
	 * Makes the routes.
	 * @param generations runs generations
	 * @param turns admits requests to the server
	 * @param models names of the model
	 * @param bodies limits on bodies
	 * @param store keeps responses
	 * @param clock tells the time
	 */
	public ResponsesRoutes(Generations generations, Turns turns, ServedModels models, RequestBody bodies,
			ResponseStore store, InstantSource clock) {
		this.generations = generations;
		this.turns = turns;
		this.models = models;
		this.bodies = bodies;
		this.memory = new ConversationMemory(store);
		this.stored = new StoredResponseRoutes(store);
		this.clock = clock;
	}

	/** The routes as a bean. */
	public RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route()
			.POST(PATH, this::create)
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Answer a request of the Responses API")
						.withBody(ResponsesSchema.request())
						.askingAModel()
						.answering(MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE))
			.GET(PATH, ResponsesRoutes::refuseUpgrade)
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Refused: responses are made by POST, and not over a WebSocket")
						.answering()
						.refusing(400, NOT_ALLOWED, UPGRADE_REQUIRED))
			.add(this.stored.routes())
			.build();
	}

	private Mono<ServerResponse> create(ServerRequest request) {
		return this.bodies.read(request.exchange().getRequest())
			.map((bytes) -> CompletionRequest.parse(bytes).json())
			// Stored items may be long, and are parsed again.
			.publishOn(Schedulers.boundedElastic())
			.flatMap((body) -> Mono.deferContextual(
					(context) -> answer(body, Turns.caller(context).id(), request.exchange().getRequest())))
			.onErrorResume(ResponsesErrors::refuse);
	}

	private Mono<ServerResponse> answer(ObjectNode body, String owner, ServerHttpRequest request) {
		List<StoredItem> earlier = this.memory.earlier(body, owner, request);
		ObjectNode resolved = this.memory.resolved(body, owner, request);
		ResponsesRequest asked = ResponsesRequest.read(resolved, earlier.stream().map(StoredItem::json).toList());
		CompletionRequest converted = CompletionRequest.of(LocalTurns.answerable(LocalTurns.of(asked.conversation())));
		String id = UUID.randomUUID().toString().replace("-", "");
		List<StoredItem> input = asked.store() ? this.memory.input(resolved, earlier, id, request) : List.of();
		ResponsesDialect dialect = new ResponsesDialect(asked, id, this.models.name(), this.clock, (response) -> {
			if (asked.store()) {
				this.memory.store(response, owner, earlier, input);
			}
		});
		return ServerResponse.ok().build((exchange, context) -> {
			this.skipped.tell(asked.skipped(), exchange.getResponse().getHeaders());
			// Only a client that sees that it waits is patient.
			Turns turn = dialect.isStream() ? this.turns.patient() : this.turns;
			return this.generations.answer(converted, dialect, turn, exchange.getResponse());
		});
	}

	/** Codex falls back to HTTP at once on 426, and after several attempts otherwise. */
	private static Mono<ServerResponse> refuseUpgrade(ServerRequest request) {
		boolean upgrade = "websocket".equalsIgnoreCase(request.headers().firstHeader(HttpHeaders.UPGRADE));
		RequestException refusal = upgrade
				? RequestException.http(UPGRADE_REQUIRED, "websocket_not_supported",
						"Responses are not delivered over a WebSocket here; use POST " + PATH)
				: RequestException.http(NOT_ALLOWED, "method_not_allowed",
						"There is no route GET %s; allowed is POST".formatted(PATH));
		return ServerResponse.ok().build((exchange, context) -> {
			HttpHeaders headers = exchange.getResponse().getHeaders();
			headers.set(upgrade ? HttpHeaders.UPGRADE : HttpHeaders.ALLOW, upgrade ? "HTTP/1.1" : "POST");
			return ResponsesErrors.write(Failure.of(refusal), exchange.getResponse());
		});
	}

}
