package io.github.shimmy4j.fake;

import java.io.IOException;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;

import io.github.shimmy4j.fake.Generation.Trait;

/** The routes of shimmy: checks access, then picks the route. */
final class ShimmyRoutes implements Routes {

	private final Generation generation;

	private final Access access;

	private final InfoRoutes info;

	private final ChatRoute chat;

	ShimmyRoutes(Generation generation, Access access, InfoRoutes info, ChatRoute chat) {
		this.generation = generation;
		this.access = access;
		this.info = info;
		this.chat = chat;
	}

	@Override
	public void handle(HttpExchange exchange, String method, String path) throws IOException {
		if (this.generation.has(Trait.OPEN_TO_ALL_ORIGINS)) {
			allowAll(exchange.getResponseHeaders());
		}
		Reply refusal = this.access.refusal(method, path, exchange.getRequestHeaders());
		if (refusal != null) {
			refusal.send(exchange);
		}
		else if ("/v1/chat/completions".equals(path)) {
			this.chat.handle(exchange);
		}
		else {
			this.info.answer(method, path).send(exchange);
		}
	}

	private static void allowAll(Headers headers) {
		headers.set("access-control-allow-origin", "*");
		headers.set("access-control-allow-methods", "GET, POST, OPTIONS");
		headers.set("access-control-allow-headers", "Content-Type, Authorization");
		headers.set("access-control-max-age", "86400");
	}

}
