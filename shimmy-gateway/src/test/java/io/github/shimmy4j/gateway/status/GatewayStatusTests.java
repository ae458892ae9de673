package io.github.shimmy4j.gateway.status;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import io.github.shimmy4j.gateway.http.RequestLog;
import io.github.shimmy4j.support.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Reports of a gateway with a server about itself. Other tests have used the gateway, so
 * a test finds its own requests by the label of their key.
 */
@ExtendWith(SharedGateway.class)
class GatewayStatusTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final String QUESTION = "What is my secret plan?";

	private static final String STREAM = "\"stream\":true";

	@TempDir
	private Path directory;

	private final FakeGateway gateway;

	GatewayStatusTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	private HttpResponse<String> chat(String more, String... headers) {
		return this.gateway.post("/v1/chat/completions",
				FakeGateway.body(QUESTION, "\"model\":\"%s\"".formatted(FakeGateway.MODEL), "\"max_tokens\":5", more),
				headers);
	}

	/** The header of a key that is used in one test only. */
	private String[] key(String label) {
		return new String[] { "Authorization", "Bearer " + this.gateway.createKey(label) };
	}

	private static List<String> lines(LogLines lines, String text) {
		return lines.at(Level.INFO).stream().filter((line) -> line.contains(text)).toList();
	}

	private double meter(String name) {
		return this.gateway.metrics(name)
			.stream()
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	/** A shared application may be set to such an address. */
	@Test
	void secretOfTheModelsAddressIsNeitherLoggedNorInspected() {
		String[] key = key("addressed");
		try (LogLines lines = new LogLines(RequestLog.class)) {
			String answer = this.gateway
				.post("/v1/chat/completions",
						FakeGateway.body("Hi", "\"model\":\"https://me:password@host/tiny.gguf?token=covered\""), key)
				.body();
			await().atMost(SOON).until(() -> !lines(lines, "key=addressed").isEmpty());
			String told = answer + lines(lines, "key=addressed") + this.gateway.document("/v1/inspect", key);
			assertThat(told).contains("https://host/tiny.gguf").doesNotContain("password").doesNotContain("covered");
		}
	}

	@Test
	void readyModelIsHealthy() {
		assertThat(chat(STREAM).statusCode()).isEqualTo(200);
		HttpResponse<String> health = this.gateway.get("/health");
		assertThat(health.statusCode()).isEqualTo(200);
		assertThat(health.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(health.body()).isEqualTo("""
				{"status":"ok","phase":"READY","model":"Tiny-Llama"}""");
		this.gateway.sidecar().stop().join();
		try {
			assertThat(this.gateway.get("/health").statusCode()).isEqualTo(200);
			assertThat(this.gateway.document("/health").path("status").asString()).isEqualTo("stopped");
		}
		finally {
			this.gateway.sidecar().start().join();
		}
	}

	@Test
	void statusDescribesModelSlotsAndQueue() {
		chat(STREAM);
		// The answer can arrive before its slot is free.
		this.gateway.awaitInFlight(0);
		JsonNode status = this.gateway.document("/v1/status");
		assertThat(status.path("phase").asString()).isEqualTo("READY");
		assertThat(status.path("model").asString()).isEqualTo(FakeGateway.MODEL);
		assertThat(status.path("aliases").get(0).asString()).isEqualTo("qwen-local");
		assertThat(status.path("contextTokens").asInt()).isPositive();
		assertThat(status.at("/slots/busy").asInt()).isZero();
		assertThat(status.at("/slots/total").asInt()).isPositive();
		assertThat(status.path("queue")).hasToString("{\"waiting\":0,\"size\":64}");
		assertThat(status.path("keysInUse").isArray()).isTrue();
		assertThat(status.path("version").asString()).isNotEmpty();
		assertThat(status.path("lastGoodGeneration").asString()).isNotEmpty();
	}

	/**
	 * Before, a daemon was told to be idle while the server of its embedding model was
	 * being fetched or loaded, and could be replaced, or end by itself, meanwhile.
	 */
	@Test
	void startOfTheEmbeddingServerIsNotIdle() throws IOException {
		Path held = Files.createFile(this.directory.resolve("held"));
		Path vectors = TestModel.write(this.directory.resolve("vectors.gguf"));
		try (FakeGateway other = FakeGateway.starting(this.directory,
				FakeShimmyBinary.llamaServer().with(Fault.BIND_HELD_BY, held.toString()), "shimmy.auto-start=false",
				"shimmy.embedding.model=" + vectors)) {
			assertThat(other.document("/v1/status").path("idle").asBoolean()).isTrue();
			CompletableFuture<?> ready = other.context().getBean(EmbeddingSidecar.class).sidecar().start();
			JsonNode starting = other.document("/v1/status");
			assertThat(starting.path("idle").asBoolean()).isFalse();
			assertThat(starting.path("phase").asString()).isEqualTo("STOPPED");
			Files.delete(held);
			assertThat(ready).succeedsWithin(SOON);
			assertThat(other.document("/v1/status").path("idle").asBoolean()).isTrue();
		}
	}

	@Test
	void eachRequestIsOneLogLineWithoutContent() {
		try (LogLines lines = new LogLines(RequestLog.class)) {
			String[] key = key("logged");
			assertThat(chat(STREAM, key).statusCode()).isEqualTo(200);
			this.gateway.get("/no/such/path?q=secret", key);
			await().atMost(SOON).until(() -> lines(lines, "key=logged").size() == 2);
			assertThat(lines(lines, "path=/v1/chat/completions")).singleElement()
				.asString()
				.matches("Request ended: method=POST path=/v1/chat/completions "
						+ "status=200 outcome=answered key=logged model=Tiny-Llama stream=true queued=\\d+ms "
						+ "firstToken=\\d+ms total=\\d+ms tokensIn=\\d+ cached=\\S+ tokensOut=[1-9]\\d*");
			assertThat(lines(lines, "path=/no/such/path")).singleElement()
				.asString()
				.startsWith("Request ended: method=GET path=/no/such/path status=404 outcome=refused");
			assertThat(lines.at(Level.INFO)).noneMatch((line) -> line.contains("secret"));
		}
	}

	@Test
	void refusedRequestIsLoggedWithItsError() {
		try (LogLines lines = new LogLines(RequestLog.class)) {
			assertThat(this.gateway.get("/v1/models/nothing").statusCode()).isEqualTo(404);
			await().atMost(SOON).until(() -> !lines(lines, "path=/v1/models/nothing").isEmpty());
			assertThat(lines(lines, "path=/v1/models/nothing")).singleElement()
				.asString()
				.contains("status=404 outcome=refused error=model_not_found");
		}
	}

	@Test
	void requestsCarryTheLabelOfTheirKey() {
		try (LogLines lines = new LogLines(RequestLog.class)) {
			String[] key = key("labelled");
			assertThat(this.gateway.get("/v1/models/closed").statusCode()).isEqualTo(401);
			assertThat(chat(STREAM, key).statusCode()).isEqualTo(200);
			await().atMost(SOON)
				.until(() -> !lines(lines, "key=labelled").isEmpty() && !lines(lines, "/v1/models/closed").isEmpty());
			assertThat(lines(lines, "/v1/models/closed").get(0))
				.contains("status=401 outcome=refused error=invalid_api_key key=-");
			assertThat(lines(lines, "key=labelled").get(0))
				.contains("status=200 outcome=answered key=labelled model=Tiny-Llama");
		}
	}

	@Test
	void metersTellWhatWasAsked() {
		double firstTokens = meter("gen_ai_server_time_to_first_token_seconds_count");
		String[] key = key("metered");
		chat(STREAM, key);
		int tokens = FakeGateway.json(chat("\"stream\":false", key)).at("/usage/completion_tokens").asInt();
		this.gateway.get("/v1/models", key);
		String requests = "shimmy_gateway_requests_total{key=\"metered\",";
		await().atMost(SOON).until(() -> this.gateway.metrics(requests, key).size() >= 2);
		assertThat(this.gateway.get("/metrics", key).headers().firstValue("Content-Type").orElseThrow())
			.startsWith("text/plain;version=0.0.4");
		assertThat(this.gateway.metrics(requests, key)).contains(
				requests + "route=\"/v1/chat/completions\",status=\"200\"} 2.0",
				requests + "route=\"/v1/models\",status=\"200\"} 1.0");
		assertThat(this.gateway.metrics("shimmy_gateway_tokens_total{key=\"metered\",type=\"output\"}", key))
			.containsExactly("shimmy_gateway_tokens_total{key=\"metered\",type=\"output\"} %d.0".formatted(2 * tokens));
		this.gateway.mend();
		assertThat(meter("gen_ai_server_time_to_first_token_seconds_count")).isEqualTo(firstTokens + 2);
		assertThat(this.gateway.metrics("shimmy_gateway_slots_busy")).containsExactly("shimmy_gateway_slots_busy 0.0");
		assertThat(this.gateway.metrics("shimmy_sidecar_phase")).isNotEmpty();
	}

	@Test
	void clientThatLeavesIsCountedAndItsSlotBecomesFree() throws IOException {
		this.gateway.faults("token-delay=200ms");
		String[] key = key("leaver");
		try (Socket client = new Socket("127.0.0.1", this.gateway.port())) {
			String body = FakeGateway.body("Hi", STREAM, "\"max_tokens\":500");
			OutputStream out = client.getOutputStream();
			out.write("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s"
				.formatted(key[0], key[1], body.length(), body)
				.getBytes(StandardCharsets.US_ASCII));
			assertThat(client.getInputStream().read()).isEqualTo('H');
			assertThat(this.gateway.document("/v1/status", key).at("/slots/busy").asInt()).isEqualTo(1);
		}
		String left = "shimmy_gateway_cancellations_total{key=\"leaver\",route=\"/v1/chat/completions\"}";
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(this.gateway.metrics(left, key)).containsExactly(left + " 1.0"));
		await().atMost(SOON).until(() -> this.gateway.document("/v1/status", key).at("/slots/busy").asInt() == 0);
	}

	@Test
	void failureOfTheServerIsCountedByItsCode() {
		String failures = "shimmy_gateway_upstream_failures_total{code=\"GENERATION_FAILED\"}";
		double before = meter(failures);
		this.gateway.faults("generation-502");
		assertThat(chat(STREAM).statusCode()).isGreaterThanOrEqualTo(500);
		await().atMost(SOON).until(() -> meter(failures) == before + 1);
	}

	@Test
	void inspectorTellsRequestsWithoutBodies() {
		chat(STREAM, "Authorization", "Bearer sk-very-secret", "X-Mark", "inspected");
		await().atMost(SOON).until(() -> this.gateway.get("/v1/inspect?n=1").body().contains("inspected"));
		HttpResponse<String> told = this.gateway.get("/v1/inspect?n=1");
		assertThat(told.body()).contains("\"path\":\"/v1/chat/completions\"").doesNotContain("secret", "requestBody");
		assertThat(this.gateway.document("/v1/inspect?n=1").path("requests").size()).isOne();
		assertThat(this.gateway.get("/v1/inspect?n=0").statusCode()).isEqualTo(400);
		assertThat(this.gateway.get("/v1/inspect?n=x").body()).contains("'n' is 'x'; allowed is a whole number");
		assertThat(this.gateway.get("/v1/inspect", "X-Forwarded-For", "10.0.0.7").statusCode()).isEqualTo(403);
	}

	@Test
	void metersCanBeSwitchedOffAndBodiesInspected() {
		try (FakeGateway other = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.gateway.metrics.enabled=false", "shimmy.gateway.inspect.bodies=true")) {
			HttpResponse<String> answer = other.chat(QUESTION, STREAM);
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(other.get("/metrics").statusCode()).isEqualTo(404);
			await().atMost(SOON).until(() -> other.document("/v1/inspect").path("requests").size() == 2);
			JsonNode told = other.document("/v1/inspect").at("/requests/1");
			assertThat(told.path("requestBody").asString()).contains(QUESTION);
			assertThat(told.path("responseBody").asString()).isEqualTo(answer.body());
		}
	}

	@Test
	void openApiDocumentHasTheRoutes() {
		JsonNode document = this.gateway.document("/openapi.json");
		OpenApiDocumentTests.assertForm(document);
		assertThat(document.path("paths").propertyNames()).contains("/v1/chat/completions", "/v1/models",
				"/v1/models/{id}", "/props", "/health", "/metrics", "/v1/status", "/v1/inspect", "/openapi.json");
		assertThat(document
			.at("/paths/~1v1~1chat~1completions/post/requestBody/content/application~1json/schema/required/0")
			.asString()).isEqualTo("messages");
	}

}
