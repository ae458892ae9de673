package io.github.shimmy4j.engine.http;

import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Serves one path. Fails, before it has sent anything, with what {@link Failures} knows.
 */
@FunctionalInterface
interface Route {

	/**
	 * Serves a request; the subscription is cancelled when the client goes away.
	 * @param request what came
	 * @param response where to answer
	 * @return ends with the answer
	 */
	Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response);

}
