package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Two short lives of the daemon, in which the JVM learns which classes belong into their
 * archive: one answers requests with the help of a stand-in for a server, one launches a
 * server. {@code bin/shimmy-daemon} runs it.
 */
final class ArchiveTraining {

	private static final String MODEL = "training";

	private static final String REQUEST = """
			{"model":"%s","messages":[{"role":"user","content":"Hello"}],"max_tokens":8,"stream":%s}""";

	private static final String ANSWER = """
			{"id":"1","object":"chat.completion","created":1,"model":"training","choices":[{"index":0,"message":\
			{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,\
			"completion_tokens":1,"total_tokens":2}}""";

	private static final String STREAM = """
			data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"training","choices":[{"index":0,\
			"delta":{"role":"assistant","content":"Hello"},"finish_reason":null}]}

			data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"training","choices":[{"index":0,\
			"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}

			data: [DONE]

			""";

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private ArchiveTraining() {
	}

	/**
	 * Trains the JVM.
	 * @param arguments path of a file that is no whole model
	 * @throws Exception if the daemon does not do what it should
	 */
	public static void main(String[] arguments) throws Exception {
		HttpServer standIn = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		standIn.createContext("/", ArchiveTraining::answer);
		standIn.start();
		try {
			answerRequests("http://127.0.0.1:" + standIn.getAddress().getPort() + "/v1");
			launchServer(arguments[0]);
		}
		finally {
			standIn.stop(0);
		}
	}

	private static void answerRequests(String server) throws IOException, InterruptedException {
		try (ConfigurableApplicationContext daemon = start("--shimmy.mode=external", "--shimmy.base-url=" + server,
				"--shimmy.model=" + MODEL)) {
			URI base = URI
				.create("http://127.0.0.1:" + daemon.getEnvironment().getRequiredProperty("local.server.port"));
			send(HttpRequest.newBuilder(base.resolve("/health")));
			send(HttpRequest.newBuilder(base.resolve("/v1/models")));
			for (String path : new String[] { "/v1/chat/completions", "/api/chat" }) {
				for (boolean stream : new boolean[] { false, true }) {
					send(HttpRequest.newBuilder(base.resolve(path))
						.POST(BodyPublishers.ofString(REQUEST.formatted(MODEL, stream))));
				}
			}
		}
	}

	/** No server can load the model, so this ends before a process is started. */
	private static void launchServer(String model) throws Exception {
		try (ConfigurableApplicationContext daemon = start("--shimmy.binary.source=embedded",
				"--shimmy.model=" + model)) {
			daemon.getBean(ShimmySidecar.class)
				.whenReady()
				.handle((ready, refused) -> null)
				.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
	}

	private static ConfigurableApplicationContext start(String... settings) {
		String[] all = new String[settings.length + 1];
		System.arraycopy(settings, 0, all, 0, settings.length);
		all[settings.length] = "--shimmy.gateway.bind-address=127.0.0.1:0";
		return ShimmyDaemon.application().run(all);
	}

	private static void send(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
		if (response.statusCode() != 200) {
			throw new IOException(
					"%s was answered with %d: %s".formatted(response.uri(), response.statusCode(), response.body()));
		}
	}

	private static void answer(HttpExchange exchange) throws IOException {
		String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		boolean stream = request.contains("\"stream\":true");
		exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
		byte[] body = (stream ? STREAM : ANSWER).getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(200, body.length);
		try (exchange) {
			exchange.getResponseBody().write(body);
		}
	}

}
