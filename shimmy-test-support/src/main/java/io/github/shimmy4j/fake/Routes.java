package io.github.shimmy4j.fake;

import java.io.IOException;

import com.sun.net.httpserver.HttpExchange;

/** What a server answers to requests other than those of {@link ControlRoutes}. */
interface Routes {

	/**
	 * Sends an answer.
	 * @throws RefusedException with the answer that shall be sent instead
	 */
	void handle(HttpExchange exchange, String method, String path) throws IOException;

}
