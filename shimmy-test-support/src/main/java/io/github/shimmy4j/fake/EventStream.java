package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpExchange;

/**
 * Server-sent events. A client that has gone is not noticed: shimmy generates to the end,
 * and so the fake goes on as well.
 */
final class EventStream {

	private final OutputStream out;

	private boolean clientGone;

	private EventStream(OutputStream out) {
		this.out = out;
	}

	static EventStream open(HttpExchange exchange) throws IOException {
		exchange.getResponseHeaders().set("content-type", "text/event-stream");
		exchange.getResponseHeaders().set("cache-control", "no-cache");
		exchange.sendResponseHeaders(200, 0);
		return new EventStream(exchange.getResponseBody());
	}

	void send(String data) {
		write("data: " + data + "\n\n");
	}

	private void write(String event) {
		if (this.clientGone) {
			return;
		}
		try {
			this.out.write(event.getBytes(StandardCharsets.UTF_8));
			this.out.flush();
		}
		catch (IOException ex) {
			this.clientGone = true;
		}
	}

	void close() throws IOException {
		if (!this.clientGone) {
			this.out.close();
		}
	}

}
