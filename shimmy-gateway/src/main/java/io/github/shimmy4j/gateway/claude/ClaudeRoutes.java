package io.github.shimmy4j.gateway.claude;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.protocol.claude.AttributionLines;
import io.github.shimmy4j.protocol.claude.ClaudeRequest;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import org.springframework.http.MediaType;
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

	private static final Duration POLL = Duration.ofMillis(100);

	private static final int OVERLOADED = 529;

	private static final RequestPredicate CLAUDE = RequestPredicates
		.headers((headers) -> !headers.header("anthropic-version").isEmpty());

	private final Generations generations;

	private final Turns turns;

	private final ServedModels served;

	private final ClaudeModels models;

	private final RequestBody bodies;

	private final boolean removeAttribution;

	private final Duration patience;

	/**
	 * Makes the routes.
	 * @param generations runs generations
	 * @param turns admits requests to the server
	 * @param models names of the model
	 * @param bodies limits on bodies
	 * @param removeAttribution whether attribution lines are removed from system prompts
	 * @param patience longest wait of a count for a server that is starting
	 * @param started when the gateway was started
	 */
	public ClaudeRoutes(Generations generations, Turns turns, ServedModels models, RequestBody bodies,
			boolean removeAttribution, Duration patience, Instant started) {
		this.generations = generations;
		this.turns = turns.patient();
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
		return RouteDescription.of(summary).withBody(ClaudeSchema.of(answered)).askingAModel().refusing(OVERLOADED);
	}

	private Mono<ServerResponse> read(ServerRequest request, Function<JsonNode, Mono<ServerResponse>> handler) {
		return this.bodies.read(request.exchange().getRequest())
			.map((bytes) -> (JsonNode) CompletionRequest.parse(bytes).json())
			.flatMap(handler)
			.onErrorResume(ClaudeErrors::refuse);
	}

	private Mono<ServerResponse> answer(JsonNode body) {
		Conversation asked = ClaudeRequest.messages(body).conversation();
		CompletionRequest converted = converted(asked);
		ClaudeDialect dialect = new ClaudeDialect(asked.answer(), refusals(body, converted)::told);
		return ServerResponse.ok()
			.build((exchange, context) -> this.generations.answer(converted, dialect, this.turns,
					exchange.getResponse()));
	}

	private Mono<ServerResponse> count(JsonNode body) {
		CompletionRequest converted = converted(LocalTurns.answerable(ClaudeRequest.count(body).conversation()));
		return server().flatMap((server) -> this.generations.promptTokens(converted, server))
			.flatMap((tokens) -> json(JsonMapper.shared().createObjectNode().put("input_tokens", tokens)))
			.onErrorResume((thrown) -> ClaudeErrors.refuse(refusals(body, converted).told(Failure.of(thrown))));
	}

	private ClaudeRefusals refusals(JsonNode body, CompletionRequest converted) {
		return new ClaudeRefusals(ClaudeNames.of(body), converted, this.served.facts());
	}

	/** As a local server gets it. */
	private CompletionRequest converted(Conversation asked) {
		this.models.require(asked.model());
		Conversation kept = this.removeAttribution ? AttributionLines.removed(asked) : asked;
		return CompletionRequest.of(withPossibleThinking(LocalTurns.of(kept)));
	}

	/** Programs that ask for thinking get answers of models that cannot think, too. */
	private Conversation withPossibleThinking(Conversation asked) {
		AnswerRules answer = asked.answer();
		if (answer.thinking() != ThinkingMode.ON || this.served.facts().known().thinks()) {
			return asked;
		}
		return new Conversation(asked.model(), asked.messages(), asked.tools(), asked.sampling(),
				new AnswerRules(answer.limit(), answer.stops(), answer.format(), ThinkingMode.UNSET, answer.stream()));
	}

	/** Waits for a server that is starting: without a count, clients would generate. */
	private Mono<ServerEndpoint> server() {
		return Mono.defer(() -> Mono.justOrEmpty(this.served.facts().endpoint()))
			.repeatWhenEmpty((tries) -> tries.delayElements(POLL))
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

}
