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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A real HTTP server in the place of Hugging Face. */
final class FakeHub implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<String> ranges = new CopyOnWriteArrayList<>();

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

	/** Knows ranges, and cuts each connection after so many bytes. */
	static Answer ranged(byte[] content, String tag, int bytesPerConnection) {
		return (exchange, closed) -> {
			int from = beginRange(exchange, content.length, tag);
			exchange.getResponseBody().write(content, from, Math.min(bytesPerConnection, content.length - from));
			exchange.getResponseBody().flush();
		};
	}

	/** Knows ranges, and sends some 4 MB in a second. */
	static Answer slowly(byte[] content, String tag) {
		return (exchange, closed) -> {
			OutputStream body = exchange.getResponseBody();
			for (int at = beginRange(exchange, content.length, tag); at < content.length; at += 4096) {
				body.write(content, at, Math.min(4096, content.length - at));
				body.flush();
				await(closed, 1);
			}
		};
	}

	private static int beginRange(HttpExchange exchange, int length, String tag) throws IOException {
		String range = exchange.getRequestHeaders().getFirst("Range");
		boolean same = tag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
		int from = (range != null && same) ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
		exchange.getResponseHeaders().set("ETag", tag);
		if (from > 0) {
			exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(from, length - 1, length));
		}
		exchange.sendResponseHeaders((from > 0) ? 206 : 200, length - from);
		return from;
	}

	/** The first answer to the first request, and so on; the last to all that follow. */
	static Answer inTurn(Answer... answers) {
		AtomicInteger next = new AtomicInteger();
		return (exchange, closed) -> answers[Math.min(next.getAndIncrement(), answers.length - 1)].send(exchange,
				closed);
	}

	static Answer refuses(int status, String retryAfter) {
		return (exchange, closed) -> {
			exchange.getResponseHeaders().set("Retry-After", retryAfter);
			exchange.sendResponseHeaders(status, -1);
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

	/** The header Range of each request, or "all". */
	List<String> ranges() {
		return this.ranges;
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void handle(HttpExchange exchange, Answer answer) {
		this.requests.add(exchange.getRequestURI().toString());
		this.ranges.add(exchange.getRequestHeaders().getOrDefault("Range", List.of("all")).get(0));
		try (exchange) {
			answer.send(exchange, this.closed);
		}
		catch (IOException ex) {
			this.requests.add("answer ended with " + ex);
		}
	}

	static void await(CountDownLatch closed) {
		await(closed, Long.MAX_VALUE);
	}

	private static void await(CountDownLatch closed, long milliseconds) {
		try {
			closed.await(milliseconds, TimeUnit.MILLISECONDS);
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
