package io.github.shimmy4j.engine.http;

import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Serves one path. {@link Failures} maps its failures to responses. */
@FunctionalInterface
interface Route {

	/**
	 * Serves a request, and completes after the response. The subscription is cancelled
	 * when the client leaves.
	 */
	Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response);

}
