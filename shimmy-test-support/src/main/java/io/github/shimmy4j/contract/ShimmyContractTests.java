package io.github.shimmy4j.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The behaviour of every shimmy on which shimmy4j relies. */
public abstract class ShimmyContractTests extends ServerContractTests {

	/** Id that the scan gives to a link with upper case, an underscore and dots. */
	protected static final String MODEL = "smollm2-nonce-4f2a.q4-1";

	/** The version that {@code --version} must print. */
	protected abstract String version();

	@Override
	protected String model() {
		return MODEL;
	}

	@Override
	protected final ShimmyProcess serve() throws IOException {
		return ShimmyProcess.serve(executable(), directory(), environment(), models());
	}

	/** The directory to scan, with a link to the model. */
	private Path models() throws IOException {
		Path models = Files.createDirectories(directory().resolve("gguf"));
		Path link = models.resolve("SmolLM2_Nonce-4F2A.Q4_1.gguf");
		if (!Files.exists(link)) {
			Files.createSymbolicLink(link, modelFile().toAbsolutePath());
		}
		return models;
	}

	@Test
	void versionIsPrinted() throws Exception {
		try (ShimmyProcess shimmy = run("--version")) {
			assertThat(shimmy.awaitExit()).isZero();
			assertThat(shimmy.out()).isEqualToIgnoringNewLines("shimmy " + version());
		}
	}

	@Test
	void startPrintsReadyAndTheAddressItWasGiven() {
		assertThat(server().out()).contains("🎯 Shimmy v" + version(),
				"🚀 Starting server on 127.0.0.1:" + server().port(), "✅ Ready to serve requests");
	}

	@Test
	void healthNamesServiceAndVersionWithoutAnyKey() throws Exception {
		HttpResponse<String> response = server().get("/health");
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode health = JSON.readTree(response.body());
		assertThat(health.path("service").asString()).isEqualTo("shimmy");
		assertThat(health.path("status").asString()).isEqualTo("ok");
		assertThat(health.path("version").asString()).isEqualTo(version());
	}

	@Test
	void modelListShowsTheNormalisedIdOfTheScannedLink() throws Exception {
		JsonNode list = JSON.readTree(server().get("/v1/models", headers()).body());
		assertThat(list.path("data").findValuesAsString("id")).contains(MODEL);
		assertThat(JSON.readTree(server().get("/api/models", headers()).body()).path("models")).isNotEmpty();
	}

	@Test
	void chatAnswersWithTheRequestedModel() throws Exception {
		HttpResponse<String> response = ask(FRANCE, "\"stream\":false,\"temperature\":0,\"max_tokens\":20,");
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode completion = JSON.readTree(response.body());
		JsonNode choice = completion.path("choices").path(0);
		assertThat(completion.path("id").asString()).startsWith("chatcmpl-").hasSize("chatcmpl-".length() + 32);
		assertThat(completion.path("object").asString()).isEqualTo("chat.completion");
		assertThat(completion.path("model").asString()).isEqualTo(MODEL);
		assertThat(choice.path("message").path("content").asString()).contains("Paris");
		assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
		assertThat(completion.path("usage").propertyNames()).containsExactlyInAnyOrder(usageFields());
	}

	/** Names of the members of {@code usage}. */
	protected String[] usageFields() {
		return new String[] { "prompt_tokens", "completion_tokens", "total_tokens" };
	}

	@Test
	void streamIsRoleContentFinishAndDone() throws Exception {
		HttpResponse<String> response = ask(FRANCE, "\"stream\":true,\"temperature\":0,\"max_tokens\":20,");
		assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
		List<String> events = events(response);
		assertThat(events).last().isEqualTo("[DONE]");
		List<JsonNode> choices = events.subList(0, events.size() - 1)
			.stream()
			.map((event) -> JSON.readTree(event).path("choices").path(0))
			.toList();
		assertThat(choices.get(0).toString())
			.isEqualTo("{\"index\":0,\"delta\":{\"content\":null,\"role\":\"assistant\"},\"finish_reason\":null}");
		assertThat(choices).last()
			.hasToString("{\"index\":0,\"delta\":{\"content\":null,\"role\":null},\"finish_reason\":\"stop\"}");
		StringBuilder content = new StringBuilder();
		choices.subList(1, choices.size() - 1)
			.forEach((choice) -> content.append(choice.path("delta").path("content").asString()));
		assertThat(content.toString()).contains("Paris");
	}

	@Test
	void unknownModelIsNotFound() throws Exception {
		HttpResponse<String> response = server().chat(
				"{\"model\":\"nope\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
				headers());
		assertThat(response.statusCode()).isEqualTo(404);
		JsonNode error = JSON.readTree(response.body()).path("error");
		assertThat(error.path("code").asString()).isEqualTo("model_not_found");
		assertThat(error.path("param").asString()).isEqualTo("model");
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.path("message").asString()).startsWith("Model 'nope' not found. Available models: [")
			.contains("\"" + MODEL + "\"");
	}

	@Test
	void requestsThatCannotBeReadAreRefused() throws Exception {
		assertThat(server().chat("{bad", headers()).statusCode()).isEqualTo(400);
		assertThat(server().get("/v1/chat/completions", headers()).statusCode()).isEqualTo(405);
		assertThat(server().get("/nowhere", headers()).statusCode()).isEqualTo(404);
		HttpResponse<String> missing = server().chat("{\"model\":\"" + MODEL + "\"}", headers());
		assertThat(missing.statusCode()).isEqualTo(unreadableStatus());
		assertThat(missing.body()).contains("missing field `messages`");
		HttpResponse<String> nothing = server()
			.chat("{\"model\":\"" + MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":null}]}", headers());
		assertThat(nothing.statusCode()).isEqualTo(unreadableStatus());
	}

	/** Status of a request that lacks a field, or has a value of another type in one. */
	protected int unreadableStatus() {
		return 422;
	}

	@Test
	void takenPortEndsTheProcessAfterReady() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				ShimmyProcess shimmy = run("serve", "--bind", "127.0.0.1:" + taken.getLocalPort(), "--model-dirs",
						models().toString())) {
			assertThat(shimmy.awaitExit()).isEqualTo(1);
			assertThat(shimmy.out()).contains("✅ Ready to serve requests");
			assertThat(shimmy.err()).contains("Address already in use");
		}
	}

	@Test
	void missingModelFileEndsTheProcess() throws Exception {
		Path missing = directory().resolve("missing.gguf");
		try (ShimmyProcess shimmy = run("serve", "--bind", "127.0.0.1:" + FreePorts.range(1), "--model-path",
				missing.toString())) {
			assertThat(shimmy.awaitExit()).isEqualTo(1);
			assertThat(shimmy.err()).contains("❌ Model file not found: " + missing);
		}
	}

	@Test
	void directModelKeepsItsStemAsId() throws Exception {
		Path link = models().resolve("SmolLM2_Nonce-4F2A.Q4_1.gguf");
		int port = FreePorts.range(1);
		try (ShimmyProcess shimmy = run("serve", "--bind", "127.0.0.1:" + port, "--model-path", link.toString())) {
			Eventually.holds(Duration.ofSeconds(20), () -> shimmy.out().contains("Ready"), shimmy::toString);
			assertThat(shimmy.out()).startsWith("🎯 Direct model loaded: SmolLM2_Nonce-4F2A.Q4_1 -> " + link);
		}
	}

	@Test
	void hostNameIsNoBindAddress() throws Exception {
		try (ShimmyProcess shimmy = run("serve", "--bind", "localhost:1234")) {
			assertThat(shimmy.awaitExit()).isEqualTo(1);
			assertThat(shimmy.err()).contains("Invalid bind address 'localhost:1234'");
		}
	}

	@Test
	void unknownOptionIsAUsageError() throws Exception {
		try (ShimmyProcess shimmy = run("serve", "--nonsense")) {
			assertThat(shimmy.awaitExit()).isEqualTo(2);
			assertThat(shimmy.err()).startsWith("error: ");
		}
	}

	@Test
	void shortListPrintsIdsAlone() throws Exception {
		try (ShimmyProcess shimmy = run("list", "--short", "--model-dirs", models().toString())) {
			assertThat(shimmy.awaitExit()).isZero();
			assertThat(shimmy.out().lines()).contains(MODEL).isSorted();
		}
	}

	@Test
	void terminationSignalEndsTheProcessWithItsStatus() throws Exception {
		try (ShimmyProcess shimmy = serve().awaitBound()) {
			shimmy.process().destroy();
			assertThat(shimmy.awaitExit()).isEqualTo(143);
		}
	}

}
