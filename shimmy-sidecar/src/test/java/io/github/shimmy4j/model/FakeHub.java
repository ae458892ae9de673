package io.github.shimmy4j.model;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A real HTTP server in the place of Hugging Face. */
final class FakeHub implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private FakeHub(HttpServer server) {
		this.server = server;
	}

	static FakeHub start(Answer answer) throws IOException {
		FakeHub hub = new FakeHub(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
		hub.server.setExecutor(hub.threads);
		hub.server.createContext("/", (exchange) -> hub.handle(exchange, answer));
		hub.server.start();
		return hub;
	}

	static Answer sends(byte[] content) {
		return (exchange, closed) -> {
			exchange.sendResponseHeaders(200, content.length);
			exchange.getResponseBody().write(content);
		};
	}

	static Answer sendsPage(String page) {
		return (exchange, closed) -> {
			exchange.getResponseHeaders().set("Content-Type", "text/html");
			exchange.sendResponseHeaders(200, page.length());
			exchange.getResponseBody().write(page.getBytes(StandardCharsets.UTF_8));
		};
	}

	static Answer refuses(int status) {
		return (exchange, closed) -> exchange.sendResponseHeaders(status, -1);
	}

	static Answer cuts(byte[] content, int after) {
		return (exchange, closed) -> {
			exchange.sendResponseHeaders(200, content.length);
			exchange.getResponseBody().write(content, 0, after);
			exchange.getResponseBody().flush();
		};
	}

	static Answer stalls(byte[] content, int after) {
		return (exchange, closed) -> {
			exchange.sendResponseHeaders(200, content.length);
			OutputStream body = exchange.getResponseBody();
			body.write(content, 0, after);
			body.flush();
			await(closed);
		};
	}

	static Answer redirects(Answer then) {
		return (exchange, closed) -> {
			if (exchange.getRequestURI().getPath().equals("/stored")) {
				then.send(exchange, closed);
				return;
			}
			exchange.getResponseHeaders().set("Location", "/stored");
			exchange.sendResponseHeaders(302, -1);
		};
	}

	static Answer redirectsTo(String location) {
		return (exchange, closed) -> {
			exchange.getResponseHeaders().set("Location", location);
			exchange.sendResponseHeaders(302, -1);
		};
	}

	Map<String, String> environment() {
		return Map.of("HF_ENDPOINT", "http://127.0.0.1:%d/".formatted(this.server.getAddress().getPort()));
	}

	List<String> requests() {
		return this.requests;
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void handle(HttpExchange exchange, Answer answer) {
		this.requests.add(exchange.getRequestURI().toString());
		try (exchange) {
			answer.send(exchange, this.closed);
		}
		catch (IOException ex) {
			this.requests.add("answer ended with " + ex);
		}
	}

	static void await(CountDownLatch closed) {
		try {
			closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** What the server does with each request. */
	@FunctionalInterface
	interface Answer {

		void send(HttpExchange exchange, CountDownLatch closed) throws IOException;

	}

}
