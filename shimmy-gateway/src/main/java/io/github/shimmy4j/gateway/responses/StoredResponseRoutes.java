package io.github.shimmy4j.gateway.responses;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The routes of stored responses, on which an id that is not there is 404. */
final class StoredResponseRoutes {

	private static final String ONE = ResponsesRoutes.PATH + "/{id}";

	private final ResponseStore store;

	/**
	 * Makes the routes.
	 * @param store keeps responses
	 */
	StoredResponseRoutes(ResponseStore store) {
		this.store = store;
	}

	RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route()
			.GET(ONE, (request) -> found(request, (found) -> read(found.response(), request)))
			.withAttribute(RouteDescription.ATTRIBUTE,
					about("Tell a stored response").refusing(413)
						.withQuery("stream", ResponsesSchema.parameter("boolean")))
			.DELETE(ONE, this::delete)
			.withAttribute(RouteDescription.ATTRIBUTE, about("Forget a stored response"))
			.GET(ONE + "/input_items", (request) -> found(request,
					(found) -> ItemPage.of(request.queryParams()).of(found.read(), (item) -> read(item, request))))
			.withAttribute(RouteDescription.ATTRIBUTE,
					about("List what the model has read before a stored response").refusing(413)
						.withQuery("order", ResponsesSchema.parameter("string"))
						.withQuery("limit", ResponsesSchema.parameter("integer"))
						.withQuery("after", ResponsesSchema.parameter("string")))
			.POST(ONE + "/cancel", (request) -> found(request, (found) -> {
				throw RequestException.http(400, "unsupported",
						"Only responses of background requests can be cancelled, and there are none here; close the "
								+ "connection of a request to cancel it");
			}))
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Refused: a response is cancelled by closing its connection")
						.answering()
						.refusing(400, 404))
			.POST(ResponsesRoutes.PATH + "/compact", StoredResponseRoutes::refuse)
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Refused: the client compacts its conversation").answering().refusing(400))
			.POST(ResponsesRoutes.PATH + "/input_tokens", StoredResponseRoutes::refuse)
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Refused: tokens of this API are not counted without an answer")
						.answering()
						.refusing(400))
			.build();
	}

	/** Their last parts would be ids otherwise, with a method that is not allowed. */
	private static Mono<ServerResponse> refuse(ServerRequest request) {
		return ResponsesErrors.refuse(RequestException.http(404, ErrorBody.UNKNOWN_URL,
				"There is no route POST %s here".formatted(request.path())));
	}

	private static RouteDescription about(String summary) {
		return RouteDescription.of(summary).refusing(400, 404);
	}

	private Mono<ServerResponse> found(ServerRequest request, Function<StoredResponse, ObjectNode> document) {
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

	/** Counts for the memory of bodies, as if the client had sent it. */
	private static ObjectNode read(StoredItem item, ServerRequest request) {
		RequestBody.takeMore(item.bytes(), request.exchange().getRequest());
		return item.json();
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
