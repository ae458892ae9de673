package io.github.shimmy4j.gateway.openai;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.github.shimmy4j.gateway.call.EmbeddingRequests;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.gateway.openai.OpenAiDialect.Kind;
import io.github.shimmy4j.gateway.session.SessionKey;
import io.github.shimmy4j.gateway.session.SessionRequests;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The routes of OpenAI's protocol. */
public final class OpenAiRoutes {

	private final Generations generations;

	private final SessionRequests sessions;

	private final EmbeddingRequests embeddings;

	private final Turns turns;

	private final ServedModels models;

	private final RequestBody bodies;

	private final ModelDocuments documents;

	/**
	 * Makes the routes.
	 * @param generations continues texts
	 * @param sessions answers chats
	 * @param embeddings asks for vectors
	 * @param turns admits requests to the server
	 * @param models names of the model
	 * @param bodies limits on bodies
	 * @param started seconds since 1970 at which the gateway was started
	 */
	public OpenAiRoutes(Generations generations, SessionRequests sessions, EmbeddingRequests embeddings, Turns turns,
			ServedModels models, RequestBody bodies, long started) {
		this.generations = generations;
		this.sessions = sessions;
		this.embeddings = embeddings;
		this.turns = turns;
		this.models = models;
		this.bodies = bodies;
		this.documents = new ModelDocuments(models, started);
	}

	/** The routes as a bean. */
	public RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route()
			.POST("/v1/chat/completions",
					(request) -> generation(request, Kind.CHAT,
							(body) -> new TextParameters(ChatParameters.parse(body), "")))
			.withAttribute(RouteDescription.ATTRIBUTE,
					SessionKey.describedIn(generating("Answer a chat").withBody(ChatParameters.schema())))
			.POST("/v1/completions", (request) -> generation(request, Kind.TEXT, TextParameters::parse))
			.withAttribute(RouteDescription.ATTRIBUTE, generating("Continue a text").withBody(TextParameters.schema()))
			.POST("/v1/embeddings", this::embeddings)
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Turn texts into vectors")
						.askingAModel()
						.withBody(TextParameters.schemaOfEmbeddings()))
			.GET("/v1/models", (request) -> this.documents.list().flatMap(OpenAiRoutes::json))
			.withAttribute(RouteDescription.ATTRIBUTE, RouteDescription.of("List the names of the model"))
			.GET("/v1/models/{*id}", this::model)
			.withAttribute(RouteDescription.ATTRIBUTE, RouteDescription.of("Describe the model").refusing(404))
			.GET("/props", (request) -> this.documents.props().flatMap(OpenAiRoutes::json))
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Tell slots, context and template as llama.cpp's server does"))
			.build();
	}

	private static RouteDescription generating(String summary) {
		return RouteDescription.of(summary)
			.askingAModel()
			.answering(MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE);
	}

	private Mono<ServerResponse> generation(ServerRequest request, Kind kind, Function<byte[], TextParameters> parser) {
		return this.bodies.read(request.exchange().getRequest())
			.map(parser)
			.flatMap((parsed) -> ServerResponse.ok()
				.build((exchange, context) -> (kind == Kind.CHAT)
						? this.sessions.answer(parsed.request(), dialect(kind, parsed), this.turns, exchange)
						: this.generations.answer(parsed.request(), dialect(kind, parsed), this.turns,
								exchange.getResponse())))
			.onErrorResume(OpenAiErrors::refuse);
	}

	private static OpenAiDialect dialect(Kind kind, TextParameters parsed) {
		CompletionRequest request = parsed.request();
		return new OpenAiDialect(kind, request.isStream(),
				request.json().path("stream_options").path("include_usage").asBoolean(false), parsed.echo());
	}

	private Mono<ServerResponse> embeddings(ServerRequest request) {
		return this.bodies.read(request.exchange().getRequest())
			.flatMap((bytes) -> this.embeddings.answer(CompletionRequest.parse(bytes).json()))
			.flatMap(OpenAiRoutes::json)
			.onErrorResume(OpenAiErrors::refuse);
	}

	private Mono<ServerResponse> model(ServerRequest request) {
		String id = request.pathVariable("id").substring(1);
		return this.documents.one(id)
			.flatMap(OpenAiRoutes::json)
			.switchIfEmpty(
					Mono.defer(() -> OpenAiErrors.refuse(RequestException.unknownModel(id, this.models.names()))));
	}

	private static Mono<ServerResponse> json(String document) {
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(document.getBytes(StandardCharsets.UTF_8));
	}

}
