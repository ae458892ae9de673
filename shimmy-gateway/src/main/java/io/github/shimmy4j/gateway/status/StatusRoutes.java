package io.github.shimmy4j.gateway.status;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.FailureResponse;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.gateway.http.RouteTable;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import io.github.shimmy4j.text.PrintableText;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The routes that tell about the gateway. */
public final class StatusRoutes {

	static final String HEALTH = "/health";

	static final String METRICS = "/metrics";

	static final String STATUS = "/v1/status";

	static final String INSPECT = "/v1/inspect";

	static final String OPENAPI = "/openapi.json";

	/** Format that every Prometheus reads. */
	private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

	/** A proxy on this machine passes on requests of others, and says so in these. */
	private static final List<String> FORWARDED = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP");

	/** More than are kept may be asked for. */
	private static final int MOST_ASKED = 999_999_999;

	private final StatusDocuments documents;

	private final @Nullable PrometheusMeterRegistry meters;

	private final @Nullable RequestInspector inspector;

	private final Supplier<RouteTable> routes;

	/**
	 * Makes the routes.
	 * @param documents of health and status
	 * @param meters shown at {@code /metrics}; null for no such route
	 * @param inspector shown at {@code /v1/inspect}; null for no such route
	 * @param routes all routes of the gateway, asked for when they are to be described
	 */
	public StatusRoutes(StatusDocuments documents, @Nullable PrometheusMeterRegistry meters,
			@Nullable RequestInspector inspector, Supplier<RouteTable> routes) {
		this.documents = documents;
		this.meters = meters;
		this.inspector = inspector;
		this.routes = routes;
	}

	/** The routes as a bean. */
	public RouterFunction<ServerResponse> routes() {
		RouterFunctions.Builder builder = RouterFunctions.route()
			.GET(HEALTH, (request) -> json(this.documents.health()))
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Say that the gateway lives, and whether the model can answer"))
			.HEAD(HEALTH, (request) -> ServerResponse.ok().build())
			.withAttribute(RouteDescription.ATTRIBUTE, RouteDescription.of("Say that the gateway lives"))
			.GET(STATUS, (request) -> json(this.documents.status()))
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Describe the model, its server, the slots and the queue"))
			.GET(OPENAPI, (request) -> json(OpenApiDocument.of(this.routes.get(), this.documents.version())))
			.withAttribute(RouteDescription.ATTRIBUTE, RouteDescription.of("Describe all routes in OpenAPI's format"));
		if (this.meters != null) {
			PrometheusMeterRegistry registry = this.meters;
			builder.GET(METRICS, (request) -> scrape(registry))
				.withAttribute(RouteDescription.ATTRIBUTE,
						RouteDescription.of("Tell all meters in Prometheus' text format").answering("text/plain"));
		}
		if (this.inspector != null) {
			RequestInspector kept = this.inspector;
			ObjectNode count = JsonMapper.shared()
				.createObjectNode()
				.put("type", "integer")
				.put("minimum", 1)
				.put("maximum", MOST_ASKED);
			builder.GET(INSPECT, (request) -> inspect(request, kept))
				.withAttribute(RouteDescription.ATTRIBUTE,
						RouteDescription.of("Tell the last requests, newest first, to callers on this machine")
							.withQuery("n", count));
		}
		return builder.build();
	}

	/** Writing all meters takes too long for an event loop. */
	private static Mono<ServerResponse> scrape(PrometheusMeterRegistry registry) {
		return Mono.fromCallable(() -> registry.scrape(PROMETHEUS_TEXT).getBytes(StandardCharsets.UTF_8))
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((text) -> ServerResponse.ok()
				.contentType(MediaType.parseMediaType(PROMETHEUS_TEXT))
				.bodyValue(text));
	}

	private static Mono<ServerResponse> inspect(ServerRequest request, RequestInspector kept) {
		if (!isLocal(request.exchange().getRequest())) {
			return refuse(RequestException.http(403, "local_callers_only",
					"Only callers on this machine may inspect requests, and not through a proxy"));
		}
		String asked = request.queryParam("n").orElse(String.valueOf(kept.size()));
		if (!asked.matches("[1-9][0-9]{0,8}")) {
			return refuse(
					RequestException.http(400, "invalid_value", "'n' is '%s'; allowed is a whole number from 1 to %d"
						.formatted(PrintableText.of(asked, PrintableText.NAME_LENGTH), MOST_ASKED)));
		}
		return json(kept.document(Integer.parseInt(asked)));
	}

	static boolean isLocal(ServerHttpRequest request) {
		InetSocketAddress remote = request.getRemoteAddress();
		return remote != null && remote.getAddress() != null && remote.getAddress().isLoopbackAddress()
				&& FORWARDED.stream().noneMatch(request.getHeaders()::containsHeader);
	}

	private static Mono<ServerResponse> json(ObjectNode document) {
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(document.toString().getBytes(StandardCharsets.UTF_8));
	}

	private static Mono<ServerResponse> refuse(RequestException refusal) {
		Failure failure = Failure.of(refusal);
		String body = ErrorBody.of(failure.status(), failure.code(), failure.message(), failure.param())
			.json()
			.toString();
		return ServerResponse.ok()
			.build((exchange, context) -> FailureResponse.write(failure, body, exchange.getResponse()));
	}

}
