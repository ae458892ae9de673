package io.github.shimmy4j.engine.http;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

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

	private final Routes routes;

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
		AnswerStart start = new AnswerStart(model, new AnswerStreams(model.model(), slots),
				new AnswerHeads(clock, version));
		this.routes = new Routes(Map.of("/health", Routes.reading(info::health), "/v1/models",
				Routes.reading(info::models), "/api/models", Routes.reading(info::apiModels), "/v1/chat/completions",
				Routes.posting(new ChatRoute(start)), "/v1/chat/completions/input_tokens",
				Routes.posting(new CountRoute(model)), "/v1/completions", Routes.posting(new CompletionsRoute(start)),
				"/v1/embeddings", Routes.posting(new EmbeddingsRoute(model, slots))), info::model);
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
		String path = Routes.path(request.uri());
		Reply refusal = this.access.refusal(method, path, request.requestHeaders());
		if (refusal != null) {
			throw new RefusedException(refusal);
		}
		return this.routes.find(method, path);
	}

}
