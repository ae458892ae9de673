package io.github.shimmy4j.gateway.responses;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.responses.InputItems;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The routes of the Responses API. */
public final class ResponsesRoutes {

	private static final String PATH = "/v1/responses";

	private static final String ONE = PATH + "/{id}";

	private static final int UPGRADE_REQUIRED = 426;

	private static final int NOT_ALLOWED = 405;

	private final Generations generations;

	private final Turns turns;

	private final RequestBody bodies;

	private final ResponseStore store;

	private final InstantSource clock;

	private final SkippedTools skipped = new SkippedTools();

	/**
	 * Makes the routes.
	 * @param generations runs generations
	 * @param turns admits requests to the server
	 * @param bodies limits on bodies
	 * @param store keeps responses
	 * @param clock tells the time
	 */
	public ResponsesRoutes(Generations generations, Turns turns, RequestBody bodies, ResponseStore store,
			InstantSource clock) {
		this.generations = generations;
		this.turns = turns;
		this.bodies = bodies;
		this.store = store;
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
			.GET(ONE, (request) -> stored(request, (found) -> found.response().json()))
			.withAttribute(RouteDescription.ATTRIBUTE,
					about("Tell a stored response").withQuery("stream", ResponsesSchema.parameter("boolean")))
			.DELETE(ONE, this::delete)
			.withAttribute(RouteDescription.ATTRIBUTE, about("Forget a stored response"))
			.GET(ONE + "/input_items",
					(request) -> stored(request, (found) -> ItemPage.of(request.queryParams()).of(found.read())))
			.withAttribute(RouteDescription.ATTRIBUTE,
					about("List what the model has read before a stored response")
						.withQuery("order", ResponsesSchema.parameter("string"))
						.withQuery("limit", ResponsesSchema.parameter("integer"))
						.withQuery("after", ResponsesSchema.parameter("string")))
			.POST(ONE + "/cancel", (request) -> stored(request, (found) -> {
				throw RequestException.http(400, "unsupported",
						"Only responses of background requests can be cancelled, and there are none here; close the "
								+ "connection of a request to cancel it");
			}))
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Refused: a response is cancelled by closing its connection")
						.answering()
						.refusing(400, 404))
			.build();
	}

	private static RouteDescription about(String summary) {
		return RouteDescription.of(summary).refusing(400, 404);
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
		List<StoredItem> earlier = earlier(body.path(ResponsesErrors.PREVIOUS), owner);
		earlier.forEach((item) -> RequestBody.takeMore(item.bytes(), request));
		ObjectNode resolved = InputItems.resolved(body, (id) -> this.store.item(owner, id).map((item) -> {
			RequestBody.takeMore(item.bytes(), request);
			return item.json();
		}).orElse(null));
		ResponsesRequest asked = ResponsesRequest.read(resolved, earlier.stream().map(StoredItem::json).toList());
		CompletionRequest converted = CompletionRequest.of(LocalTurns.answerable(LocalTurns.of(asked.conversation())));
		String id = UUID.randomUUID().toString().replace("-", "");
		ResponsesDialect dialect = new ResponsesDialect(asked, id, this.clock, (response) -> {
			if (asked.store()) {
				this.store.put(StoredResponse.of(owner, response, earlier, InputItems.of(resolved, id)));
			}
		});
		return ServerResponse.ok().build((exchange, context) -> {
			this.skipped.tell(asked.skipped(), exchange.getResponse().getHeaders());
			// Only a client that sees that it waits is patient.
			Turns turn = dialect.isStream() ? this.turns.patient() : this.turns;
			return this.generations.answer(converted, dialect, turn, exchange.getResponse());
		});
	}

	private List<StoredItem> earlier(JsonNode previous, String owner) {
		if (!previous.isString()) {
			return List.of();
		}
		return this.store.get(owner, previous.asString())
			.orElseThrow(() -> InvalidFieldException.rejected(ResponsesErrors.PREVIOUS, previous,
					"the id of a response that is " + this.store.rule()))
			.conversation();
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

	private Mono<ServerResponse> stored(ServerRequest request, Function<StoredResponse, ObjectNode> document) {
		return Mono.deferContextual((context) -> {
			String stream = request.queryParam("stream").orElse("false");
			if (!stream.equals("false")) {
				throw InvalidFieldException.rejected("stream", JsonMapper.shared().valueToTree(stream),
						"false, since a stored response has no events any more");
			}
			String id = request.pathVariable("id");
			StoredResponse found = this.store.get(Turns.caller(context).id(), id).orElseThrow(() -> unknown(id));
			return json(document.apply(found));
		}).onErrorResume((thrown) -> ResponsesErrors.refuse(Failure.of(thrown)));
	}

	private Mono<ServerResponse> delete(ServerRequest request) {
		return Mono.deferContextual((context) -> {
			String id = request.pathVariable("id");
			if (!this.store.remove(Turns.caller(context).id(), id)) {
				return ResponsesErrors.refuse(Failure.of(unknown(id)));
			}
			return json(JsonMapper.shared()
				.createObjectNode()
				.put("id", id)
				.put("object", "response")
				.put("deleted", true));
		});
	}

	private RequestException unknown(String id) {
		return RequestException.http(404, "response_not_found",
				"There is no response '%s' that is %s".formatted(id, this.store.rule()));
	}

	private static Mono<ServerResponse> json(JsonNode document) {
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(document.toString().getBytes(StandardCharsets.UTF_8));
	}

}
