package io.github.shimmy4j.gateway.daemon;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests of the daemon's owner choose its model; those of others do not. */
@EnabledOnOs(OS.LINUX)
class OwnerModelTests {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final Duration IDLE = Duration.ofSeconds(6);

	private static final Duration BEAT = Duration.ofMillis(50);

	@TempDir
	private static Path directory;

	private static DaemonProcess daemon;

	private static Path models;

	/** No server becomes ready while this file exists. */
	private static Path held;

	@BeforeAll
	static void start() throws Exception {
		Path home = Files.createDirectory(directory.resolve("home"));
		models = home.resolve("models");
		held = directory.resolve("held");
		TestModel.write(models.resolve("First.gguf"));
		TestModel.write(models.resolve("Second.gguf"));
		Files.writeString(models.resolve("Broken.gguf"), "no model");
		Path binary = FakeShimmyBinary.version("2.6.5")
			.with(Fault.TOKEN_DELAY, Duration.ofMillis(50))
			.with(Fault.SPARE_ONE_TOKEN)
			.with(Fault.BIND_HELD_BY, held.toString())
			.install(Files.createDirectory(directory.resolve("bin")));
		daemon = DaemonProcess.start(home,
				List.of("--shimmy.shimmy-path=" + binary, "--shimmy.preferred-port=0", "--shimmy.model=First",
						"--shimmy.gateway.bind-address=127.0.0.1:0", "--shimmy.gateway.aliases=any",
						"--shimmy.chat.idle-timeout=" + IDLE.toMillis() + "ms", "--shimmy.gateway.stream.hold=50ms",
						"--shimmy.gateway.stream.heartbeat=" + BEAT.toMillis() + "ms"));
		daemon.awaitRecord();
	}

	@AfterAll
	static void end() {
		daemon.close();
	}

	@AfterEach
	void release() throws Exception {
		Files.deleteIfExists(held);
	}

	@BeforeEach
	void serveTheFirst() throws Exception {
		assertThat(ask("First").body()).contains("\"model\":\"First\"");
	}

	@Test
	void ownerGetsTheModelThatItNames() throws Exception {
		HttpResponse<String> answer = ask(models.resolve("Second.gguf").toString());
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(status().path("model").asString()).isEqualTo("Second");
		assertThat(ask("").body()).as("whoever names none gets what is served").contains("\"model\":\"Second\"");
	}

	@Test
	void sameModelInOtherWordsIsNoSwitch() throws Exception {
		String since = status().path("since").asString();
		for (String name : List.of("First", "First.gguf", "any", models.resolve("First.gguf").toString(),
				"file:" + models.resolve("First.gguf"))) {
			HttpResponse<String> answer = ask(name);
			assertThat(answer.statusCode()).as(name + answer.body()).isEqualTo(200);
		}
		assertThat(status().path("since").asString()).isEqualTo(since);
	}

	@Test
	void answerUnderWayKeepsItsModelAndEndsWell() throws Exception {
		try (Stream<String> lines = daemon.stream("Hi").body()) {
			Iterator<String> answer = lines.iterator();
			assertThat(answer.next()).isNotNull();
			HttpResponse<String> refused = ask("Second");
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.headers().firstValue("Retry-After")).isPresent();
			assertThat(JsonMapper.shared().readTree(refused.body()).at("/error/code").asString())
				.isEqualTo("model_in_use");
			assertThat(refused.body()).contains("The model 'Second' cannot be loaded now")
				.contains("'First' is served, with requests under way or waiting: 1");
			String last = "";
			while (answer.hasNext()) {
				String line = answer.next();
				last = line.isEmpty() ? last : line;
			}
			assertThat(last).isEqualTo("data: [DONE]");
		}
		assertThat(status().path("model").asString()).isEqualTo("First");
	}

	@Test
	void strangersGetTheServedModelOnly() throws Exception {
		HttpResponse<String> refused = send("/v1/chat/completions", body("Second", false));
		assertThat(refused.statusCode()).isEqualTo(404);
		assertThat(refused.body()).contains("There is no model 'Second' here; served are: First, any");
		HttpResponse<String> invented = send("/v1/chat/completions", body("Second", false), "Authorization",
				"Bearer shimmy-owner-" + "0".repeat(64));
		assertThat(invented.statusCode()).isEqualTo(404);
		assertThat(status().path("model").asString()).isEqualTo("First");
	}

	@Test
	void modelThatCannotBeServedChangesNothing() throws Exception {
		HttpResponse<String> missing = ask("Third");
		assertThat(missing.statusCode()).isEqualTo(404);
		assertThat(JsonMapper.shared().readTree(missing.body()).at("/error/code").asString())
			.isEqualTo("model_not_found");
		assertThat(missing.body()).contains("Third").contains(models.toString());
		HttpResponse<String> broken = ask("Broken");
		assertThat(broken.body()).contains("not_a_model");
		assertThat(ask("").body()).contains("\"model\":\"First\"");
	}

	@Test
	void callersSeeThatTheModelIsLoadedAndOthersWaitForIt() throws Exception {
		Files.createFile(held);
		// Both have begun with a heartbeat, so they wait.
		HttpResponse<Stream<String>> loading = stream("Second", "Authorization", key());
		HttpResponse<Stream<String>> other = stream("");
		HttpResponse<String> refused = ask("First");
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.body()).contains("the model 'Second' is being loaded for another request");
		release();
		try (Stream<String> lines = loading.body(); Stream<String> others = other.body()) {
			assertThat(lines.filter((line) -> !line.isEmpty())).contains(": loading the model 'Second'")
				.endsWith("data: [DONE]");
			assertThat(others.filter((line) -> !line.isEmpty())).anyMatch((line) -> line.contains("\"Second\""))
				.endsWith("data: [DONE]");
		}
	}

	/** A download takes longer than any limit on waiting. */
	@Test
	void requestOfASessionWaitsAsLongAsTheOneBeforeItWaitsForTheModel() throws Exception {
		Files.createFile(held);
		String[] session = { "Authorization", key(), "x-shimmy-session", "patient" };
		HttpResponse<Stream<String>> first = stream("Second", session);
		HttpResponse<Stream<String>> second = stream("", session);
		try (Stream<String> lines = first.body(); Stream<String> later = second.body()) {
			Iterator<String> beats = later.iterator();
			for (long waited = 0; waited <= IDLE.plusSeconds(1).dividedBy(BEAT);) {
				String line = beats.next();
				assertThat(line).doesNotStartWith("data:");
				waited += line.startsWith(":") ? 1 : 0;
			}
			release();
			assertThat(lines.filter((line) -> !line.isEmpty())).endsWith("data: [DONE]");
			String last = "";
			while (beats.hasNext()) {
				String line = beats.next();
				last = line.isEmpty() ? last : line;
			}
			assertThat(last).isEqualTo("data: [DONE]");
		}
		assertThat(daemon.get("/v1/session/patient", "Authorization", key()).body())
			.contains("\"messages\":[{\"role\":\"user\"");
	}

	@Test
	void eachProtocolOfTheOwnerChoosesItsModel() throws Exception {
		assertThat(send("/api/chat", """
				{"model":"Second:latest","messages":[{"role":"user","content":"Hi"}],"stream":false}""",
				"Authorization", key())
			.statusCode()).isEqualTo(200);
		assertThat(status().path("model").asString()).isEqualTo("Second");
		assertThat(send("/v1/messages", """
				{"model":"First","max_tokens":4,"messages":[{"role":"user","content":"Hi"}]}""", "x-api-key",
				key().substring("Bearer ".length()))
			.statusCode()).isEqualTo(200);
		assertThat(status().path("model").asString()).isEqualTo("First");
		assertThat(send("/v1/responses", """
				{"model":"Second","max_output_tokens":16,"input":"Hi"}""", "Authorization", key()).statusCode())
			.isEqualTo(200);
		assertThat(status().path("model").asString()).isEqualTo("Second");
		HttpResponse<String> count = send("/v1/messages/count_tokens", """
				{"model":"First","messages":[{"role":"user","content":"Hi"}]}""", "x-api-key",
				key().substring("Bearer ".length()));
		assertThat(count.statusCode()).as("a count switches nothing: " + count.body()).isEqualTo(400);
		assertThat(count.body()).contains("There is no model 'First' here");
	}

	private static HttpResponse<String> ask(String model) throws Exception {
		return send("/v1/chat/completions", body(model, false), "Authorization", key());
	}

	private static String key() {
		return "Bearer " + DaemonProof.ownerKey(daemon.record().nonce());
	}

	private static String body(String model, boolean stream) {
		return """
				{"model":"%s","messages":[{"role":"user","content":"Hi"}],"max_tokens":8,"stream":%s}"""
			.formatted(model, stream);
	}

	private static HttpResponse<String> send(String path, String body, String... headers) throws Exception {
		return CLIENT.send(request(path, body, headers), BodyHandlers.ofString());
	}

	private static HttpResponse<Stream<String>> stream(String model, String... headers) throws Exception {
		return CLIENT.send(request("/v1/chat/completions", body(model, true), headers), BodyHandlers.ofLines());
	}

	private static HttpRequest request(String path, String body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(daemon.record().url() + path))
			.timeout(DaemonProcess.LIMIT)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body));
		return ((headers.length > 0) ? request.headers(headers) : request).build();
	}

	private static JsonNode status() throws Exception {
		return JsonMapper.shared().readTree(daemon.get("/v1/status", "Authorization", key()).body());
	}

}
