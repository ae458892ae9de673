package io.github.shimmy4j.fake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** The HTTP server: the control routes, and those of the faked server. */
final class HttpFront {

	static final int BACKLOG = 50;

	private final Routes routes;

	private final ControlRoutes control;

	HttpFront(Routes routes, ControlRoutes control) {
		this.routes = routes;
		this.control = control;
	}

	/** Rehearses on another port, so that nobody meets the fake before it is warm. */
	void rehearse(Rehearsal rehearsal) throws IOException {
		if (rehearsal.chats() > 0) {
			HttpServer server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			try {
				rehearsal.run(server.getAddress().getPort());
			}
			finally {
				server.stop(0);
			}
		}
	}

	void start(InetSocketAddress address) throws IOException {
		listen(address, BACKLOG);
		this.control.ready(Instant.now());
		Json.warmUp();
	}

	private HttpServer listen(InetSocketAddress address, int backlog) throws IOException {
		// Without this, each small chunk of a stream waits for the client's delayed ACK.
		System.setProperty("sun.net.httpserver.nodelay", "true");
		HttpServer server = HttpServer.create(address, backlog);
		server.setExecutor(Executors.newCachedThreadPool());
		server.createContext("/", this::handle);
		server.start();
		return server;
	}

	private void handle(HttpExchange exchange) throws IOException {
		String method = exchange.getRequestMethod();
		String path = exchange.getRequestURI().getPath();
		try {
			if (path.startsWith("/__")) {
				this.control.answer(method, path, exchange.getRequestBody().readAllBytes()).send(exchange);
			}
			else {
				this.routes.handle(exchange, method, path);
			}
		}
		catch (RefusedException ex) {
			ex.reply().send(exchange);
		}
	}

}
