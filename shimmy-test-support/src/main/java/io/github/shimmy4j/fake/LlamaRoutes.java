package io.github.shimmy4j.fake;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import tools.jackson.databind.node.ObjectNode;

/**
 * The routes of {@code llama-server}. While the model loads, all of them answer 503,
 * whatever key the request has.
 */
final class LlamaRoutes implements Routes {

	private static final Set<String> OPEN = Set.of("/health", "/v1/health", "/models", "/v1/models");

	private final List<String> keys;

	private final LlamaInfo info;

	private final LlamaChat chat;

	private final LlamaEmbeddings embeddings;

	private volatile boolean loading;

	LlamaRoutes(List<String> keys, LlamaInfo info, LlamaChat chat, LlamaEmbeddings embeddings) {
		this.keys = keys;
		this.info = info;
		this.chat = chat;
		this.embeddings = embeddings;
	}

	void loading(boolean loading) {
		this.loading = loading;
	}

	@Override
	public void handle(HttpExchange exchange, String method, String path) throws IOException {
		Headers given = exchange.getRequestHeaders();
		exchange.getResponseHeaders().set("Server", "llama.cpp");
		String origin = given.getFirst("Origin");
		exchange.getResponseHeaders().set("Access-Control-Allow-Origin", (origin != null) ? origin : "");
		if ("OPTIONS".equals(method)) {
			exchange.getResponseHeaders().set("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS");
			exchange.getResponseHeaders().set("Access-Control-Allow-Headers", "*");
			Reply.empty(200).send(exchange);
		}
		else if (this.loading) {
			refusal(503, "Loading model", "unavailable_error").send(exchange);
		}
		else if (!OPEN.contains(path) && !isAllowed(given)) {
			refusal(401, "Invalid API Key", "authentication_error").send(exchange);
		}
		else {
			answer(exchange, method, path);
		}
	}

	private void answer(HttpExchange exchange, String method, String path) throws IOException {
		switch (method + " " + path) {
			case "GET /health", "GET /v1/health" -> Reply.json(200, Json.object().put("status", "ok")).send(exchange);
			case "GET /models", "GET /v1/models" -> Reply.json(200, this.info.models()).send(exchange);
			case "GET /props" -> Reply.json(200, this.info.props()).send(exchange);
			case "GET /slots" -> Reply.json(200, this.chat.slots()).send(exchange);
			case "POST /tokenize" -> Reply.json(200, this.chat.tokenize(exchange)).send(exchange);
			case "POST /apply-template" -> Reply.json(200, this.chat.applyTemplate(exchange)).send(exchange);
			case "POST /v1/chat/completions", "POST /chat/completions" -> this.chat.answer(exchange);
			case "POST /v1/embeddings" -> this.embeddings.answer(exchange).send(exchange);
			default -> refusal(404, "File Not Found", "not_found_error").send(exchange);
		}
	}

	/** Unlike others, the real one wants "Bearer" in exactly these letters. */
	private boolean isAllowed(Headers headers) {
		String authorization = headers.getFirst("Authorization");
		String bearer = (authorization != null && authorization.startsWith("Bearer "))
				? authorization.substring("Bearer ".length()) : headers.getFirst("x-api-key");
		return this.keys.isEmpty() || (bearer != null && this.keys.contains(bearer));
	}

	private static Reply refusal(int status, String message, String type) {
		ObjectNode body = Json.object();
		body.putObject("error").put("message", message).put("type", type).put("code", status);
		return Reply.json(status, body);
	}

}
