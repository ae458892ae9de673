package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.github.shimmy4j.fake.Generation.Trait;

/** The HTTP server: checks access, then picks the route. */
final class HttpFront {

	private final Generation generation;

	private final Access access;

	private final int warmUp;

	private final Map<String, ServedModel> models;

	private final InfoRoutes info;

	private final ControlRoutes control;

	private final ChatRoute chat;

	HttpFront(Generation generation, Map<String, ServedModel> models, Faults faults, Console console, Access access,
			String[] arguments) {
		this.generation = generation;
		this.access = access;
		Journal journal = new Journal();
		ChatFaults.Switch switches = new ChatFaults.Switch(faults);
		this.warmUp = (int) faults.number(Fault.WARMED_UP, 0);
		this.models = models;
		this.info = new InfoRoutes(generation, models.values(), faults);
		this.control = new ControlRoutes(journal, switches, arguments);
		this.chat = new ChatRoute(generation, models, switches, console, journal);
	}

	void start(InetSocketAddress address, int backlog) throws IOException {
		// Without this, each small chunk of a stream waits for the client's delayed ACK.
		System.setProperty("sun.net.httpserver.nodelay", "true");
		if (this.warmUp > 0) {
			warmUp();
		}
		listen(address, backlog);
		this.control.ready(Instant.now());
		Json.warmUp();
	}

	private HttpServer listen(InetSocketAddress address, int backlog) throws IOException {
		HttpServer server = HttpServer.create(address, backlog);
		server.setExecutor(Executors.newCachedThreadPool());
		server.createContext("/", this::handle);
		server.start();
		return server;
	}

	/** Asks what a launch asks, on another port, so that all classes are loaded. */
	private void warmUp() throws IOException {
		HttpServer server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		try {
			String model = this.models.values()
				.stream()
				.filter((served) -> Files.exists(served.path()))
				.findFirst()
				.orElseThrow()
				.id();
			for (int i = 0; i < this.warmUp; i++) {
				askAsLaunchDoes(server.getAddress().getPort(), model);
			}
		}
		finally {
			server.stop(0);
		}
	}

	private static void askAsLaunchDoes(int port, String model) throws IOException {
		open(port, "/v1/models").getInputStream().readAllBytes();
		HttpURLConnection chat = open(port, "/v1/chat/completions");
		chat.setDoOutput(true);
		chat.setRequestProperty("Content-Type", "application/json");
		try (OutputStream body = chat.getOutputStream()) {
			body.write("""
					{"model":"%s","stream":false,"max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}"""
				.formatted(model)
				.getBytes(StandardCharsets.UTF_8));
		}
		chat.getInputStream().readAllBytes();
	}

	private static HttpURLConnection open(int port, String path) throws IOException {
		return (HttpURLConnection) URI.create("http://127.0.0.1:%d%s".formatted(port, path)).toURL().openConnection();
	}

	private void handle(HttpExchange exchange) throws IOException {
		String method = exchange.getRequestMethod();
		String path = exchange.getRequestURI().getPath();
		Headers headers = exchange.getRequestHeaders();
		if (this.generation.has(Trait.OPEN_TO_ALL_ORIGINS)) {
			allowAll(exchange.getResponseHeaders());
		}
		try {
			if (path.startsWith("/__")) {
				this.control.answer(method, path, exchange.getRequestBody().readAllBytes()).send(exchange);
				return;
			}
			Reply refusal = this.access.refusal(method, path, headers);
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
		catch (RefusedException ex) {
			ex.reply().send(exchange);
		}
	}

	private static void allowAll(Headers headers) {
		headers.set("access-control-allow-origin", "*");
		headers.set("access-control-allow-methods", "GET, POST, OPTIONS");
		headers.set("access-control-allow-headers", "Content-Type, Authorization");
		headers.set("access-control-max-age", "86400");
	}

}
