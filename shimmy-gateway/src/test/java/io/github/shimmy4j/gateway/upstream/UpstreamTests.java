package io.github.shimmy4j.gateway.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.sidecar.use.AnswerIntake;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.ExternalUses;
import io.github.shimmy4j.sidecar.use.PatienceRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UpstreamTests {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final String ANSWER = """
			data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}

			data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

			data: [DONE]

			""";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closing = new CountDownLatch(1);

	/** For each request, the client's port of its connection. */
	private final List<Integer> connections = new CopyOnWriteArrayList<>();

	private final Upstream upstream = new Upstream(LIMIT, System::nanoTime);

	private HttpServer server;

	private URI base;

	private boolean staysOpen;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/health", (exchange) -> {
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		this.server.createContext("/v1/chat/completions", this::answer);
		this.server.start();
		this.base = URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1");
	}

	@AfterEach
	void stop() {
		this.closing.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.connections.add(exchange.getRemoteAddress().getPort());
		exchange.getRequestBody().readAllBytes();
		exchange.sendResponseHeaders(200, 0);
		exchange.getResponseBody().write(ANSWER.getBytes(StandardCharsets.UTF_8));
		exchange.getResponseBody().flush();
		if (this.staysOpen) {
			try {
				this.closing.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		exchange.close();
	}

	@Test
	void eachRequestHasAConnectionOfItsOwn() {
		assertThat(ask()).contains("Hi").contains("[DONE]");
		assertThat(ask()).contains("Hi");
		assertThat(this.connections).hasSize(2).doesNotHaveDuplicates();
	}

	@Test
	void answerEndsThoughTheServerLeavesItsResponseOpen() {
		this.staysOpen = true;
		assertThat(ask()).contains("Hi").contains("[DONE]");
	}

	private String ask() {
		ExternalUses uses = new ExternalUses(ServerClient.create(), this.base, null, "m", 1, System::nanoTime);
		Admission admission = new Admission(uses, LIMIT, AdmissionListener.NONE, System::nanoTime);
		try (Exchange exchange = admission.open(admission.deadline())) {
			exchange.use().join();
			AnswerIntake intake = new AnswerIntake(exchange, new AnswerForm("1", new ModelName("m", "m"), true),
					new PatienceRule(LIMIT, LIMIT), 10, System::nanoTime);
			UpstreamAnswer answer = this.upstream.send(exchange, URI.create(this.base + "/chat/completions"),
					"{}".getBytes(StandardCharsets.UTF_8), intake);
			return String.join("",
					answer.parts().map((part) -> new String(part, StandardCharsets.UTF_8)).collectList().block(LIMIT));
		}
	}

}
