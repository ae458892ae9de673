package io.github.shimmy4j.sample;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.sample.SampleClient.Event;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The sample on a fake server, which is a process like the real one. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class SampleTests {

	private static final String QUESTION = "What is the capital of France?";

	@TempDir
	static Path directory;

	@LocalServerPort
	int port;

	@Autowired
	ShimmySidecar sidecar;

	SampleClient client;

	@DynamicPropertySource
	static void shimmy(DynamicPropertyRegistry registry) {
		registry.add("shimmy.shimmy-path", () -> FakeShimmyBinary.version("1.7.4").install(directory).toString());
		registry.add("shimmy.model", () -> TestModel.write(directory.resolve("models/tiny.gguf")).toString());
		registry.add("shimmy.models-dir", () -> directory.resolve("models").toString());
		registry.add("shimmy.preferred-port", () -> 0);
	}

	@BeforeEach
	void connect() {
		this.client = new SampleClient(this.port);
	}

	@AfterEach
	void mendTheServer() {
		SampleClient.clearFaults(this.sidecar.port());
	}

	@Test
	void chatAnswersWhole() {
		HttpResponse<String> response = this.client.ask("/chat", QUESTION);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(SampleClient.json(response).path("answer").asString()).contains("Paris");
	}

	@Test
	void chatTakesBracesInAQuestionAsText() {
		HttpResponse<String> response = this.client.ask("/chat", "repeat after me: {name} and <name>");
		assertThat(SampleClient.json(response).path("answer").asString()).isEqualTo("{name} and <name>");
	}

	@Test
	void streamSendsTokensAndThenDone() {
		HttpResponse<String> response = this.client.ask("/chat/stream", QUESTION);
		List<Event> events = SampleClient.events(response);
		assertThat(response.headers().firstValue("Content-Type")).get().asString().startsWith("text/event-stream");
		assertThat(SampleClient.text(events)).contains("Paris");
		assertThat(events).filteredOn((event) -> event.name().equals("token")).hasSizeGreaterThan(2);
		assertThat(events).last().hasToString("Event[name=done, data={}]");
	}

	/** As a browser reads it, which drops a space after the colon: issue 13. */
	@Test
	void streamKeepsEverySpaceAndLineBreak() {
		HttpResponse<String> response = this.client.ask("/chat/stream", "repeat after me:  two  spaces");
		assertThat(SampleClient.text(SampleClient.events(response))).isEqualTo(
				SampleClient.json(this.client.ask("/chat", "repeat after me:  two  spaces")).path("answer").asString())
			.contains("two  spaces");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x" })
	void formOfAnotherSiteAsksNothing(String contentType) {
		for (String path : List.of("/chat", "/chat/stream")) {
			assertThat(this.client.post(path, contentType, "{\"message\":\"x\"}").statusCode()).isEqualTo(415);
			assertThat(this.client.get(path + "?message=x").statusCode()).isEqualTo(405);
		}
	}

	@Test
	void streamEndsWithAnErrorWhenTheServerFails() {
		SampleClient.addFault(this.sidecar.port(), "generation-502=");
		List<Event> events = SampleClient.events(this.client.ask("/chat/stream", QUESTION));
		assertThat(events).singleElement().satisfies((event) -> {
			assertThat(event.name()).isEqualTo("error");
			assertThat(event.data().path("code").asString()).isEqualTo("GENERATION_FAILED");
			assertThat(event.data().path("message").asString()).isNotBlank();
		});
	}

	@ParameterizedTest
	@CsvSource({ "generation-502=,502,GENERATION_FAILED", "empty-answer=,502,GENERATION_FAILED",
			"answer-html=,502,INVALID_RESPONSE", "status=429,503,OVERLOADED", "status=400,400,REQUEST_REJECTED" })
	void chatTellsTheReasonOfAFailure(String fault, int status, String code) {
		SampleClient.addFault(this.sidecar.port(), fault);
		assertFailure(this.client.ask("/chat", QUESTION), status, code);
	}

	@Test
	void promptThatIsTooLongIsRefusedAndTheServerLives() {
		Long pid = this.sidecar.snapshot().pid();
		assertFailure(this.client.ask("/chat", "word ".repeat(3000)), 413, "CONTEXT_EXCEEDED");
		assertThat(this.sidecar.snapshot().pid()).isEqualTo(pid);
		assertThat(this.client.ask("/chat", QUESTION).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{}", "{\"message\":null}", "{\"message\":\"\"}", "{\"message\":\" \\n\"}", "{\"mess", "" })
	void requestWithoutAMessageIsRefused(String body) {
		assertFailure(this.client.post("/chat", body), 400, "BAD_REQUEST");
		assertFailure(this.client.post("/chat/stream", body), 400, "BAD_REQUEST");
	}

	@Test
	void wrongMethodIsRefusedInTheSameShape() {
		assertFailure(this.client.get("/chat"), 405, "METHOD_NOT_ALLOWED");
	}

	@Test
	void healthTellsTheVersion() {
		this.client.ask("/chat", QUESTION);
		HttpResponse<String> response = this.client.get("/actuator/health");
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode shimmy = SampleClient.json(response).at("/components/shimmy");
		assertThat(shimmy.path("status").asString()).isEqualTo("UP");
		assertThat(shimmy.at("/details/phase").asString()).isEqualTo("READY");
		assertThat(shimmy.at("/details/version").asString()).isEqualTo("1.7.4");
		assertThat(shimmy.at("/details/model").asString()).isEqualTo("tiny");
	}

	@Test
	void pageNeedsNothingFromElsewhere() {
		HttpResponse<String> response = this.client.get("/");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).get().asString().startsWith("text/html");
		assertThat(response.body()).contains("chat/stream", "actuator/health").doesNotContain("http://", "https://");
	}

	private static void assertFailure(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).get().isEqualTo("application/json");
		assertThat(SampleClient.json(response).path("code").asString()).isEqualTo(code);
		assertThat(SampleClient.json(response).path("message").asString()).isNotBlank();
	}

}
