package io.github.shimmy4j.contract;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The behaviour that all servers share, of the one that a subclass names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ServerContractTests {

	protected static final String FRANCE = "What is the capital of France?";

	protected static final JsonMapper JSON = new JsonMapper();

	private static final Duration LOADING = Duration.ofSeconds(60);

	private Path directory;

	private @Nullable ShimmyProcess server;

	/** The server under test. */
	protected abstract Path executable();

	/** A model that it can run. */
	protected abstract Path modelFile();

	/** What requests call the model. */
	protected abstract String model();

	/** Launches the server for a chat with the model, without waiting. */
	protected abstract ShimmyProcess serve() throws IOException;

	/** Added to the environment of each process. */
	protected Map<String, String> environment() {
		return Map.of();
	}

	/** Names and values sent with each request. */
	protected String[] headers() {
		return new String[0];
	}

	@BeforeAll
	void startServer(@TempDir Path privateDirectory) throws Exception {
		this.directory = privateDirectory;
		this.server = serve();
		awaitReady(this.server);
	}

	@AfterAll
	void stopServer() {
		// Null when the start failed, which is then the failure to report.
		if (this.server != null) {
			this.server.close();
		}
	}

	protected final ShimmyProcess server() {
		return Objects.requireNonNull(this.server, "not started");
	}

	/** Waits until it listens and says that it is well. */
	protected static void awaitReady(ShimmyProcess server) {
		server.awaitBound();
		Eventually.holds(LOADING, () -> !server.process().isAlive() || isHealthy(server), server::toString);
		assertThat(server.process().isAlive()).as("%s", server).isTrue();
	}

	private static boolean isHealthy(ShimmyProcess server) {
		try {
			return server.get("/health").statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("nobody interrupts a test", ex);
		}
	}

	protected final ShimmyProcess run(String... arguments) throws IOException {
		return ShimmyProcess.run(executable(), this.directory, environment(), arguments);
	}

	protected final Path directory() {
		return this.directory;
	}

	/** A chat of one user message. */
	protected final HttpResponse<String> ask(String question, String fields) throws IOException, InterruptedException {
		return server().chat(body(question, fields), headers());
	}

	protected final String body(String question, String fields) {
		return "{\"model\":\"" + model() + "\"," + fields + "\"messages\":[{\"role\":\"user\",\"content\":"
				+ JSON.writeValueAsString(question) + "}]}";
	}

	protected static List<String> events(HttpResponse<String> response) {
		return response.body()
			.lines()
			.filter((line) -> line.startsWith("data: "))
			.map((line) -> line.substring("data: ".length()))
			.toList();
	}

	@Test
	void healthNeedsNoKey() throws Exception {
		HttpResponse<String> response = server().get("/health");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(JSON.readTree(response.body()).path("status").asString()).isEqualTo("ok");
	}

	@Test
	void modelListNamesTheModel() throws Exception {
		JsonNode list = JSON.readTree(server().get("/v1/models", headers()).body());
		assertThat(list.path("object").asString()).isEqualTo("list");
		assertThat(list.path("data").findValuesAsString("id")).contains(model());
	}

	@Test
	void wholeAnswerIsOneMessageOfTheAssistant() throws Exception {
		HttpResponse<String> response = ask(FRANCE, "\"stream\":false,\"temperature\":0,\"max_tokens\":4,");
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode completion = JSON.readTree(response.body());
		assertThat(completion.path("object").asString()).isEqualTo("chat.completion");
		assertThat(completion.path("id").asString()).startsWith("chatcmpl-");
		assertThat(completion.path("model").asString()).isEqualTo(model());
		assertThat(completion.path("choices")).hasSize(1);
		assertThat(completion.at("/choices/0/message/role").asString()).isEqualTo("assistant");
		assertThat(completion.at("/choices/0/message/content").asString()).isNotBlank();
		assertThat(completion.path("usage").propertyNames()).contains("prompt_tokens", "completion_tokens",
				"total_tokens");
	}

	@Test
	void streamIsChunksOfOneCompletionAndDone() throws Exception {
		HttpResponse<String> response = ask(FRANCE, "\"stream\":true,\"temperature\":0,\"max_tokens\":4,");
		assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
		List<String> events = events(response);
		assertThat(events).last().isEqualTo("[DONE]");
		List<JsonNode> chunks = events.subList(0, events.size() - 1).stream().map(JSON::readTree).toList();
		assertThat(chunks).extracting((chunk) -> chunk.path("object").asString()).containsOnly("chat.completion.chunk");
		assertThat(chunks).extracting((chunk) -> chunk.path("id").asString())
			.containsOnly(chunks.get(0).path("id").asString());
		assertThat(chunks.get(0).at("/choices/0/delta/role").asString()).isEqualTo("assistant");
		assertThat(chunks.get(0).at("/choices/0/delta/content").isNull()).isTrue();
		assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asString()).isIn("stop", "length");
	}

	@Test
	void unknownFlagIsAnErrorOnStderr() throws Exception {
		try (ShimmyProcess server = run("--nonsense")) {
			assertThat(server.awaitExit()).isPositive();
			assertThat(server.err()).startsWith("error: ").contains("--nonsense");
		}
	}

}
