package io.github.shimmy4j.gateway.http;

import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import io.github.shimmy4j.gateway.key.ApiKey;
import io.github.shimmy4j.gateway.key.ApiKeys;
import io.github.shimmy4j.gateway.key.KeyLimits;
import io.github.shimmy4j.gateway.key.NewApiKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may come in, and in what form the others are refused. */
@ExtendWith(SharedGateway.class)
class FrontDoorTests {

	private final FakeGateway gateway;

	FrontDoorTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	private ApiKeys keys() {
		return this.gateway.keys();
	}

	@Test
	void anyKeyIsAcceptedWhileThereIsNone() {
		assertThat(this.gateway.get("/v1/models", "Authorization", "Bearer sk-local").statusCode()).isEqualTo(200);
	}

	@Test
	void keyIsRequiredOnceThereIsOne() {
		NewApiKey key = keys().create("editor", KeyLimits.NONE);
		HttpResponse<String> refused = this.gateway.get("/v1/models", "Authorization", "Bearer sk-local");
		assertThat(refused.statusCode()).isEqualTo(401);
		assertThat(FakeGateway.json(refused).at("/error/code").asString()).isEqualTo("invalid_api_key");
		HttpResponse<String> ollama = this.gateway.get("/api/tags");
		assertThat(ollama.statusCode()).isEqualTo(401);
		assertThat(FakeGateway.json(ollama).path("error").asString()).contains("no valid API key");
		HttpResponse<String> claude = this.gateway.post("/v1/messages", "{}");
		assertThat(claude.statusCode()).isEqualTo(401);
		assertThat(FakeGateway.json(claude).at("/error/type").asString()).isEqualTo("authentication_error");
		String secret = key.secret().reveal();
		assertThat(this.gateway.get("/v1/models", "Authorization", "bearer " + secret).statusCode()).isEqualTo(200);
		assertThat(this.gateway.get("/api/tags", "x-api-key", secret).statusCode()).isEqualTo(200);
		assertThat(this.gateway.get("/").statusCode()).isEqualTo(200);
	}

	@Test
	void keyForAnotherModelIsRefused() {
		NewApiKey key = keys().create("narrow", new KeyLimits(0, 0, List.of("another")));
		HttpResponse<String> refused = this.gateway.post("/v1/chat/completions", FakeGateway.body("Hello"),
				"Authorization", "Bearer " + key.secret().reveal());
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.body()).contains("model_not_allowed").contains("another");
	}

	@Test
	void tooManyRequestsInAMinuteAreToldWhenToComeAgain() {
		NewApiKey key = keys().create("slow", new KeyLimits(0, 1, List.of()));
		String[] headers = { "Authorization", "Bearer " + key.secret().reveal() };
		assertThat(this.gateway.post("/v1/chat/completions", FakeGateway.body("One"), headers).statusCode())
			.isEqualTo(200);
		HttpResponse<String> refused = this.gateway.post("/v1/chat/completions", FakeGateway.body("Two"), headers);
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 60L);
	}

	@Test
	void waitingRequestTellsItsPlace() throws Exception {
		this.gateway.faults("token-delay=300ms");
		try (Socket first = this.gateway.ask("First", "\"stream\":true")) {
			this.gateway.awaitRequest("First");
			HttpResponse<String> second = this.gateway.chat("Second", "\"max_tokens\":1");
			assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
			assertThat(second.headers().firstValue("x-queue-position")).hasValue("1");
			InputStream answer = first.getInputStream();
			assertThat(answer.readNBytes(12)).asString(StandardCharsets.US_ASCII).isEqualTo("HTTP/1.1 200");
		}
	}

	@Test
	void webPageOfAnotherSiteIsRefused() {
		HttpResponse<String> page = this.gateway.get("/v1/models", "Origin", "https://evil.example");
		assertThat(page.statusCode()).isEqualTo(403);
		assertThat(page.body()).contains("shimmy.gateway.web.origins");
		HttpResponse<String> local = this.gateway.get("/v1/models", "Origin", "http://localhost:3000");
		assertThat(local.statusCode()).isEqualTo(200);
		assertThat(local.headers().firstValue("access-control-allow-origin")).hasValue("http://localhost:3000");
		HttpResponse<String> preflight = this.gateway.send("OPTIONS", "/v1/chat/completions", "", "Origin",
				"vscode-webview://x", "Access-Control-Request-Method", "POST");
		assertThat(preflight.statusCode()).isEqualTo(204);
	}

	@Test
	void listNeverShowsASecret() {
		NewApiKey key = keys().create("editor", KeyLimits.NONE);
		assertThat(keys().list()).extracting(ApiKey::label).containsExactly("editor");
		assertThat(keys().list().toString()).doesNotContain(key.secret().reveal());
	}

}
