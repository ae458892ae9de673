package io.github.shimmy4j.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How {@code llama-server} reads its command line and environment, and how it ends when
 * it cannot start.
 */
public abstract class LlamaServerStartContractTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int ATTEMPTS = 10;

	@TempDir
	private Path directory;

	/** The server under test. */
	protected abstract Path executable();

	/** A model that it can run. */
	protected abstract Path modelFile();

	@Test
	void versionIsPrintedOnStderr() throws Exception {
		try (ShimmyProcess server = run(Map.of(), "--version")) {
			assertThat(server.awaitExit()).isZero();
			assertThat(server.out()).isEmpty();
			assertThat(server.err())
				.matches("version: (\\S+ \\(build \\d+, commit [0-9a-f]+\\)|\\d+ \\([0-9a-f]+\\))\nbuilt with .+\n");
		}
	}

	@Test
	void unknownFlagIsNamed() throws Exception {
		try (ShimmyProcess server = run(Map.of(), "--host", "127.0.0.1", "--nonsense", "7")) {
			assertThat(server.awaitExit()).isEqualTo(1);
			assertThat(server.err()).isEqualToIgnoringNewLines("error: invalid argument: --nonsense");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "--port", "-np", "--ctx-size", "--cache-ram", "-lv" })
	void flagThatIsNoNumberIsRefused(String flag) throws Exception {
		try (ShimmyProcess server = run(Map.of(), flag, "many")) {
			assertThat(server.awaitExit()).isEqualTo(1);
			assertThat(server.err()).startsWith("error while handling argument \"" + flag + "\": stoi\n\nusage:\n");
		}
	}

	@Test
	void flagWithoutItsValueIsRefused() throws Exception {
		try (ShimmyProcess server = run(Map.of(), "--alias")) {
			assertThat(server.awaitExit()).isEqualTo(1);
			assertThat(server.err())
				.startsWith("error while handling argument \"--alias\": expected value for argument\n\nusage:\n");
		}
	}

	@Test
	void variableThatIsNoNumberIsRefused() throws Exception {
		try (ShimmyProcess server = run(Map.of("LLAMA_ARG_PORT", "http"))) {
			assertThat(server.awaitExit()).isEqualTo(1);
			assertThat(server.err()).startsWith("error while handling environment variable \"LLAMA_ARG_PORT\": stoi");
		}
	}

	@Test
	void variablesStandForFlags() throws Exception {
		int port = FreePorts.range(1);
		Map<String, String> environment = Map.of("LLAMA_ARG_HOST", "127.0.0.1", "LLAMA_ARG_PORT", String.valueOf(port),
				"LLAMA_ARG_MODEL", modelFile().toString(), "LLAMA_ARG_N_PARALLEL", "3", "LLAMA_ARG_CTX_SIZE", "1000",
				"LLAMA_ARG_CACHE_RAM", "0", "LLAMA_ARG_OFFLINE", "1", "LLAMA_ARG_ALIAS", "beta");
		try (ShimmyProcess server = ready(environment, port)) {
			JsonNode props = props(server);
			assertThat(props.path("total_slots").asInt()).isEqualTo(3);
			// A third of 1,000, rounded up.
			assertThat(props.at("/default_generation_settings/n_ctx").asInt()).isEqualTo(512);
			assertThat(props.path("model_alias").asString()).isEqualTo("beta");
		}
	}

	@Test
	void aliasOfTheFlagJoinsThatOfTheVariable() throws Exception {
		int port = FreePorts.range(1);
		try (ShimmyProcess server = ready(Map.of("LLAMA_ARG_ALIAS", "beta"), port, "-m", modelFile().toString(),
				"--port", String.valueOf(port), "-c", "256", "-a", "zeta,alpha")) {
			assertThat(props(server).path("model_alias").asString()).isEqualTo("alpha");
			assertThat(JSON.readTree(server.get("/v1/models").body()).at("/data/0/aliases").toString())
				.isEqualTo("[\"alpha\",\"beta\",\"zeta\"]");
			assertThat(server.err()).startsWith("warn: LLAMA_ARG_ALIAS environment variable is set, "
					+ "but will be overwritten by command line argument -a\n");
		}
	}

	@Test
	void withoutFlagsFourSlotsShareWhatTheModelWasTrainedFor() throws Exception {
		int port = FreePorts.range(1);
		try (ShimmyProcess server = ready(Map.of(), port, "-m", modelFile().toString(), "--port",
				String.valueOf(port))) {
			JsonNode props = props(server);
			JsonNode model = JSON.readTree(server.get("/v1/models").body()).at("/data/0");
			assertThat(props.path("total_slots").asInt()).isEqualTo(4);
			assertThat(props.at("/default_generation_settings/n_ctx").asInt())
				.isEqualTo(model.at("/meta/n_ctx_train").asInt());
			assertThat(model.path("id").asString()).isEqualTo(modelFile().toString());
		}
	}

	@Test
	void missingModelEndsTheProcess() throws Exception {
		Path missing = this.directory.resolve("missing.gguf");
		assertThat(errorsOver(missing))
			.contains("gguf_init_from_file: failed to open GGUF file '" + missing + "' (No such file or directory)");
	}

	@Test
	void fileOfAnotherKindEndsTheProcess() throws Exception {
		assertThat(errorsOver(Files.writeString(this.directory.resolve("page.gguf"), "<html>no model</html>")))
			.contains("invalid magic characters: '<htm', expected 'GGUF'");
	}

	@Test
	void damagedModelEndsTheProcess() throws Exception {
		assertThat(errorsOver(Files.writeString(this.directory.resolve("broken.gguf"), "GGUF and no more")))
			.contains("this GGUF file is version 1684955424 but this software only supports up to version 3");
		byte[] start = { 'G', 'G', 'U', 'F', 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 4 };
		assertThat(errorsOver(Files.write(this.directory.resolve("cut.gguf"), start)))
			.contains("failed to read key-value pairs");
	}

	@Test
	void takenPortEndsTheProcess() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String port = String.valueOf(taken.getLocalPort());
			errorsUpTo("couldn't bind HTTP server socket, hostname: 127.0.0.1, port: " + port, "-m",
					modelFile().toString(), "--port", port);
		}
	}

	private String errorsOver(Path model) throws Exception {
		return errorsUpTo("failed to load model, '" + model + "'", "-m", model.toString(), "--port",
				String.valueOf(FreePorts.range(1)));
	}

	/**
	 * The output of a start that fails. The real one does not wait for its log when it
	 * ends, so that its last lines, or all of them, may be lost: hence the attempts.
	 */
	private String errorsUpTo(String last, String... arguments) throws Exception {
		String errors = "";
		for (int attempt = 0; attempt < ATTEMPTS && !errors.contains(last); attempt++) {
			try (ShimmyProcess server = run(Map.of(), arguments)) {
				assertThat(server.awaitExit()).isEqualTo(1);
				assertThat(server.out()).isEmpty();
				errors = server.err();
			}
		}
		assertThat(errors).contains(last);
		return errors;
	}

	private static JsonNode props(ShimmyProcess server) throws IOException, InterruptedException {
		return JSON.readTree(server.get("/props").body());
	}

	private ShimmyProcess run(Map<String, String> environment, String... arguments) throws IOException {
		return ShimmyProcess.run(executable(), this.directory, environment, arguments);
	}

	private ShimmyProcess ready(Map<String, String> environment, int port, String... arguments) throws IOException {
		ShimmyProcess server = ShimmyProcess.start(executable(), this.directory, environment, port, arguments);
		ServerContractTests.awaitReady(server);
		return server;
	}

}
