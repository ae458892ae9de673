package io.github.shimmy4j.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/** An HTTP server on a port that the operating system picks. */
final class LocalServer implements AutoCloseable {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final HttpServer server;

	final List<String> requests = new CopyOnWriteArrayList<>();

	private LocalServer(HttpHandler handler) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", (exchange) -> {
			this.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
			handler.handle(exchange);
		});
		this.server.start();
	}

	static LocalServer of(HttpHandler handler) throws IOException {
		return new LocalServer(handler);
	}

	/** Gives every request the same answer. */
	static LocalServer answering(int status, String body) throws IOException {
		return of((exchange) -> answer(exchange, status, body));
	}

	/** Lists a model; the handler answers the chat. */
	static LocalServer listing(String id, HttpHandler chat) throws IOException {
		return of((exchange) -> {
			if (exchange.getRequestURI().getPath().equals("/v1/models")) {
				answer(exchange, 200, "{\"object\":\"list\",\"data\":[{\"id\":\"%s\"}]}".formatted(id));
			}
			else {
				chat.handle(exchange);
			}
		});
	}

	static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		try (OutputStream stream = exchange.getResponseBody()) {
			stream.write(bytes);
		}
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
