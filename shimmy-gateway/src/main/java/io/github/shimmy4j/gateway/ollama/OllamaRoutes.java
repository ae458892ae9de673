package io.github.shimmy4j.gateway.ollama;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.shimmy4j.gateway.call.EmbeddingRequests;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.FailureResponse;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.gateway.session.SessionKey;
import io.github.shimmy4j.gateway.session.SessionRequests;
import io.github.shimmy4j.protocol.ollama.AnswerClock;
import io.github.shimmy4j.protocol.ollama.EmbedRequest;
import io.github.shimmy4j.protocol.ollama.FieldTable;
import io.github.shimmy4j.protocol.ollama.ModelRequest;
import io.github.shimmy4j.protocol.ollama.OllamaAnswer;
import io.github.shimmy4j.protocol.ollama.OllamaModel;
import io.github.shimmy4j.protocol.ollama.OllamaRequest;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The routes of Ollama's protocol. */
public final class OllamaRoutes {

	private static final String DESCRIBED = RouteDescription.ATTRIBUTE;

	private static final RouteDescription UNSUPPORTED = RouteDescription
		.of("Refused: the model is that of shimmy.model")
		.answering()
		.refusing(400);

	private static final MediaType LINES = MediaType.APPLICATION_NDJSON;

	private final SessionRequests sessions;

	private final EmbeddingRequests embeddings;

	private final Turns turns;

	private final ServedModels models;

	private final OllamaModels documents;

	private final RequestBody bodies;

	private final InstantSource time;

	private final LongSupplier nanoTime;

	/**
	 * Makes the routes.
	 * @param sessions answers chats
	 * @param embeddings asks for vectors
	 * @param turns admits requests to the server
	 * @param models names of the model
	 * @param documents what is told about it
	 * @param bodies limits on bodies
	 * @param time the time of day
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public OllamaRoutes(SessionRequests sessions, EmbeddingRequests embeddings, Turns turns, ServedModels models,
			OllamaModels documents, RequestBody bodies, InstantSource time, LongSupplier nanoTime) {
		this.sessions = sessions;
		this.embeddings = embeddings;
		this.turns = turns;
		this.models = models;
		this.documents = documents;
		this.bodies = bodies;
		this.time = time;
		this.nanoTime = nanoTime;
	}

	/** The routes as a bean. */
	public RouterFunction<ServerResponse> routes() {
		RouterFunctions.Builder routes = RouterFunctions.route()
			.GET("/api/version", (request) -> json(OllamaModel.version()))
			.withAttribute(DESCRIBED, RouteDescription.of("Tell the release of Ollama whose protocol this is"))
			.GET("/api/tags", (request) -> this.documents.installed().flatMap(OllamaRoutes::json))
			.withAttribute(DESCRIBED, RouteDescription.of("List the installed model"))
			.GET("/api/ps", (request) -> this.documents.running().flatMap(OllamaRoutes::json))
			.withAttribute(DESCRIBED, RouteDescription.of("List the model in memory"))
			.POST("/api/show", (request) -> read(request, (body) -> show(ModelRequest.show(body))))
			.withAttribute(DESCRIBED, reading("Describe the model", FieldTable.SHOW).refusing(404))
			.POST("/api/pull", (request) -> read(request, (body) -> pull(ModelRequest.pull(body))))
			.withAttribute(DESCRIBED, lines(reading("Confirm that the model is there", FieldTable.PULL).refusing(404)))
			.POST("/api/chat", (request) -> read(request, (body) -> answer(OllamaRequest.chat(body))))
			.withAttribute(DESCRIBED,
					lines(SessionKey.describedIn(reading("Answer a chat", FieldTable.CHAT).askingAModel())))
			.POST("/api/generate", (request) -> read(request, (body) -> answer(OllamaRequest.generate(body))))
			.withAttribute(DESCRIBED, lines(reading("Answer a prompt", FieldTable.GENERATE).askingAModel()))
			.POST("/api/embed", (request) -> read(request, (body) -> embed(EmbedRequest.embed(body))))
			.withAttribute(DESCRIBED, reading("Turn texts into vectors", FieldTable.EMBED).askingAModel())
			.POST("/api/embeddings", (request) -> read(request, (body) -> embed(EmbedRequest.embeddings(body))))
			.withAttribute(DESCRIBED, reading("Turn a text into a vector", FieldTable.EMBEDDINGS).askingAModel())
			.DELETE("/api/delete", OllamaRoutes::unsupported)
			.withAttribute(DESCRIBED, UNSUPPORTED);
		for (String path : List.of("/api/push", "/api/create", "/api/copy", "/api/blobs/{digest}")) {
			routes.POST(path, OllamaRoutes::unsupported).withAttribute(DESCRIBED, UNSUPPORTED);
		}
		return routes.build();
	}

	private static RouteDescription reading(String summary, FieldTable table) {
		return RouteDescription.of(summary).withBody(OllamaSchemas.of(table));
	}

	private static RouteDescription lines(RouteDescription described) {
		return described.answering(MediaType.APPLICATION_JSON_VALUE, LINES.toString());
	}

	private Mono<ServerResponse> read(ServerRequest request, Function<JsonNode, Mono<ServerResponse>> handler) {
		return this.bodies.read(request.exchange().getRequest())
			.map((bytes) -> (JsonNode) CompletionRequest.parse(bytes).json())
			.flatMap(handler)
			.onErrorResume(OllamaRoutes::refuse);
	}

	private Mono<ServerResponse> answer(OllamaRequest asked) {
		AnswerClock clock = clock();
		if (asked.purpose() != OllamaRequest.Purpose.ANSWER) {
			this.models.require(OllamaNames.model(asked.conversation().model()));
			return json(OllamaAnswer.withoutText(asked, clock));
		}
		CompletionRequest converted = CompletionRequest.of(asked.conversation());
		return ServerResponse.ok()
			.build((exchange, context) -> this.sessions.answer(converted, new OllamaDialect(asked, clock), this.turns,
					exchange));
	}

	private Mono<ServerResponse> embed(EmbedRequest asked) {
		AnswerClock clock = clock();
		return this.embeddings.vectors(OllamaNames.model(asked.model()), asked.texts())
			.flatMap((found) -> json(asked.answer(found.vectors(), found.tokens(), clock)));
	}

	private Mono<ServerResponse> show(ModelRequest asked) {
		this.models.require(OllamaNames.model(asked.model()));
		return this.documents.model().flatMap((model) -> json(model.show("", "")));
	}

	private Mono<ServerResponse> pull(ModelRequest asked) {
		this.models.require(OllamaNames.model(asked.model()));
		return this.documents.model()
			.flatMap((model) -> ServerResponse.ok()
				.contentType(asked.stream() ? LINES : MediaType.APPLICATION_JSON)
				.bodyValue(model.pulled(asked.stream()).getBytes(StandardCharsets.UTF_8)));
	}

	private AnswerClock clock() {
		return new AnswerClock(this.time, this.nanoTime, this.nanoTime.getAsLong());
	}

	private static Mono<ServerResponse> json(JsonNode document) {
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(document.toString().getBytes(StandardCharsets.UTF_8));
	}

	private static Mono<ServerResponse> unsupported(ServerRequest request) {
		return refuse(RequestException.http(400, "unsupported",
				"%s is not supported here: shimmy4j serves the model of shimmy.model".formatted(request.path())));
	}

	private static Mono<ServerResponse> refuse(Throwable thrown) {
		Failure failure = Failure.of(thrown);
		return ServerResponse.ok()
			.build((exchange, context) -> FailureResponse.write(failure, OllamaDialect.error(failure),
					exchange.getResponse()));
	}

}
