package io.github.shimmy4j.gateway.claude;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.TokenCounter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server that counts tokens as llama-server does, and answers each chat with "Hi". Each
 * character is a token, a control token is one, and a prompt begins with another.
 */
final class CountingServer implements AutoCloseable {

	private static final String MARK = "<|im_start|>";

	private static final int MARK_TOKEN = 1_000_001;

	private static final int FIRST_TOKEN = 1_000_000;

	private static final String ANSWER = """
			data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}

			data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

			data: [DONE]

			""";

	private final HttpServer server;

	private final List<String> asked = new CopyOnWriteArrayList<>();

	/** Number of requests that fail from now on. */
	private volatile int failures;

	CountingServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		Executor direct = Runnable::run;
		this.server.setExecutor(direct);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	private void answer(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		this.asked.add(path + " " + body);
		byte[] answer = switch (path) {
			case "/apply-template" -> prompt(JsonMapper.shared().readTree(body)).getBytes(StandardCharsets.UTF_8);
			case "/tokenize" -> tokens(JsonMapper.shared().readTree(body)).getBytes(StandardCharsets.UTF_8);
			default -> ANSWER.getBytes(StandardCharsets.UTF_8);
		};
		boolean fails = this.failures > 0;
		this.failures -= fails ? 1 : 0;
		exchange.sendResponseHeaders(fails ? 500 : 200, answer.length);
		exchange.getResponseBody().write(answer);
		exchange.close();
	}

	private static String prompt(JsonNode request) {
		StringBuilder prompt = new StringBuilder();
		for (JsonNode message : request.path("messages")) {
			prompt.append(MARK + message.path("role").asString() + "\n" + message.path("content").asString() + "\n");
		}
		return JsonMapper.shared().createObjectNode().put("prompt", prompt + MARK + "assistant\n").toString();
	}

	private static String tokens(JsonNode request) {
		ObjectNode answer = JsonMapper.shared().createObjectNode();
		ArrayNode tokens = answer.putArray("tokens");
		if (request.path("add_special").asBoolean(false)) {
			tokens.add(FIRST_TOKEN);
		}
		String text = request.path("content").asString();
		for (int at = 0; at < text.length(); at++) {
			boolean isMark = text.startsWith(MARK, at);
			tokens.add(isMark ? MARK_TOKEN : text.charAt(at));
			at += isMark ? MARK.length() - 1 : 0;
		}
		return answer.toString();
	}

	/** Tokens of a prompt that is one message of the user. */
	static int tokens(String text) {
		return 1 + 1 + "user\n".length() + text.length() + 1 + 1 + "assistant\n".length();
	}

	void failNext(int requests) {
		this.failures = requests;
	}

	/** Number of requests on a route whose bodies contain a text. */
	long asked(String path, String text) {
		return this.asked.stream().filter((each) -> each.startsWith(path + " ") && each.contains(text)).count();
	}

	/** The server with a model of this name. */
	ServerEndpoint endpoint(String model) {
		return endpoint(this.server.getAddress().getPort(), model);
	}

	static ServerEndpoint endpoint(int port, String model) {
		return new ServerEndpoint(URI.create("http://127.0.0.1:" + port + "/v1"), null, model, model,
				ServerCapabilities.OPENAI, TokenCounter.UNAVAILABLE);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
