package io.github.shimmy4j.engine.http;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import io.github.shimmy4j.engine.generation.Slots;

/** The HTTP server. */
public final class EngineServer {

	private final Access access;

	private final HttpLimits limits;

	private final BodyBudget bodies;

	private final Map<String, Map<String, Route>> routes;

	/**
	 * A server that does not listen yet.
	 * @param access access rules
	 * @param version version of the engine, shown by {@code /health}
	 * @param model the model
	 * @param slots slots of the model
	 */
	public EngineServer(Access access, String version, ServedModel model, Slots slots) {
		this(access, version, model, slots, HttpLimits.USUAL);
	}

	EngineServer(Access access, String version, ServedModel model, Slots slots, HttpLimits limits) {
		Clock clock = Clock.systemUTC();
		InfoRoutes info = new InfoRoutes(version, model, slots, clock);
		this.access = access;
		this.limits = limits;
		this.bodies = new BodyBudget(limits.bodies());
		this.routes = Map.of("/health", reading(info::health), "/v1/models", reading(info::models), "/api/models",
				reading(info::apiModels), "/v1/chat/completions",
				Map.of("POST", new ChatRoute(model, new AnswerStreams(model.model(), slots), clock)), "/v1/embeddings",
				Map.of("POST", new EmbeddingsRoute(model, slots)));
	}

	/**
	 * Starts to listen.
	 * @param address address to listen on; port 0 is any free port
	 * @return the running server
	 */
	public DisposableServer bind(InetSocketAddress address) {
		AtomicInteger open = new AtomicInteger();
		return HttpServer.create()
			.bindAddress(() -> address)
			.protocol(HttpProtocol.HTTP11)
			.requestTimeout(this.limits.body())
			.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
				.addAfter(NettyPipeline.HttpCodec, "guard", new ConnectionGuard(this.limits, open))
				.addAfter(NettyPipeline.HttpCodec, "close", new LingeringClose()))
			.handle(this::handle)
			.bindNow();
	}

	private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		String origin = this.access.allowedOrigin(request.requestHeaders());
		if (origin != null) {
			response.header("access-control-allow-origin", origin).header("vary", "origin");
		}
		return Flux.using(this.bodies::share, (share) -> serve(request, response, share), BodyBudget.Share::giveBack);
	}

	private Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response, BodyBudget.Share share) {
		return Flux.defer(() -> route(request).serve(request, response))
			.contextWrite((context) -> context.put(BodyBudget.Share.class, share))
			.onErrorResume((failure) -> response.hasSentHeaders() ? Mono.error(failure)
					: Failures.reply(failure).send(request, response));
	}

	private Route route(HttpServerRequest request) {
		String method = request.method().name();
		String path = path(request.uri());
		Reply refusal = this.access.refusal(method, path, request.requestHeaders());
		if (refusal != null) {
			throw new RefusedException(refusal);
		}
		Map<String, Route> methods = this.routes.getOrDefault(path, Map.of());
		Route route = methods.get(method);
		if (route == null) {
			throw new RefusedException(methods.isEmpty() ? Reply.empty(404)
					: Reply.empty(405).with("allow", String.join(", ", new TreeSet<>(methods.keySet()))));
		}
		return route;
	}

	private static String path(String uri) {
		int query = uri.indexOf('?');
		return (query < 0) ? uri : uri.substring(0, query);
	}

	/** HEAD is answered like GET, without a body. */
	private static Map<String, Route> reading(Supplier<Reply> reply) {
		Route route = (request, response) -> reply.get().send(request, response);
		return Map.of("GET", route, "HEAD", route);
	}

}
