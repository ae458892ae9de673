package io.github.shimmy4j.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** The real daemon, from this module's jar, with the embedded engine and a real model. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CarriedDaemonIT {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@TempDir
	private Path home;

	private DaemonConfig config;

	@BeforeEach
	void configure() throws IOException {
		Map<String, String> environment = new HashMap<>(System.getenv());
		environment.keySet().removeIf((name) -> name.startsWith("SHIMMY"));
		environment.put("SHIMMY4J_HOME", this.home.toString());
		this.config = DaemonConfig.ofDefaults().withEnvironment(environment).withTimeout(PATIENCE);
		settings("""
				[shimmy]
				models-dir = "%s"
				binary.source = "embedded"

				[shimmy.gateway]
				bind-address = "127.0.0.1:0"
				""".formatted(cache().resolve("models")));
	}

	private void settings(String toml) throws IOException {
		Files.writeString(this.home.resolve("config.toml"), toml);
	}

	/** As in scripts/common.bash. */
	private static Path cache() {
		String build = System.getenv("SHIMMY4J_BUILD_CACHE");
		return (build != null) ? Path.of(build) : Path.of(System.getProperty("user.home"), ".cache", "shimmy4j-build");
	}

	@AfterEach
	void endAll() {
		running().forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
		await().atMost(PATIENCE).until(() -> running().isEmpty());
	}

	private List<Long> running() {
		return ProcessTable.marked("SHIMMY4J_HOME=" + this.home + "\0");
	}

	@Test
	void fromNothingToAStreamedAnswer() throws IOException {
		DaemonRecord first;
		try (DaemonClient client = DaemonClient.connect(this.config)) {
			first = client.daemon();
			assertThat(printed(client)).contains("Paris");
			assertThat(client.checkHealth()).isTrue();
			assertThat(client.status().path("version").asString()).isEqualTo(first.version());
		}
		assertThat(DaemonClient.ensureDaemonRunning(this.config.withAutoSpawn(false))).isEqualTo(first);
		assertThat(this.home.resolve("daemon")).isDirectoryContaining("glob:**/" + first.version() + "-*");
		ProcessHandle.of(first.pid()).orElseThrow().destroy();
		await().atMost(PATIENCE).until(() -> ProcessTable.isGone(first.pid()));
		assertThat(this.home.resolve("daemon.pid")).doesNotExist();
		FileTime unpacked = Files.getLastModifiedTime(this.home.resolve("daemon"));
		assertThat(DaemonClient.ensureDaemonRunning(this.config).pid()).isNotEqualTo(first.pid());
		assertThat(Files.getLastModifiedTime(this.home.resolve("daemon"))).isEqualTo(unpacked);
	}

	private static String printed(DaemonClient client) {
		PrintStream before = System.out;
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
		try {
			FirstAnswer.print(client, "What is the capital of France?");
		}
		finally {
			System.setOut(before);
		}
		return printed.toString(StandardCharsets.UTF_8);
	}

	@Test
	void killedDaemonIsReplacedByTheNextCall() {
		try (DaemonClient client = DaemonClient.connect(this.config)) {
			DaemonRecord first = client.daemon();
			assertThat(client.chat(FirstAnswer.request("Say hello")).content()).isNotBlank();
			ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
			// Its model server ends with it.
			await().atMost(Duration.ofSeconds(2)).until(() -> running().isEmpty());
			assertThat(client.chat(FirstAnswer.request("Say hello")).content()).isNotBlank();
			assertThat(client.daemon().pid()).isNotEqualTo(first.pid());
		}
	}

	/** All use one daemon, no matter which of them wins. */
	@Test
	void startByHandAmongClients() throws Exception {
		Process byHand = startByHand();
		List<CompletableFuture<DaemonRecord>> clients = Stream
			.generate(() -> CompletableFuture.supplyAsync(() -> DaemonClient.ensureDaemonRunning(this.config)))
			.limit(4)
			.toList();
		DaemonRecord daemon = clients.get(0).get();
		assertThat(clients).allSatisfy((client) -> assertThat(client.get()).isEqualTo(daemon));
		if (byHand.pid() != daemon.pid()) {
			assertThat(byHand.onExit()).succeedsWithin(PATIENCE);
		}
		assertThat(new DaemonFile(this.config.home()).read()).contains(daemon);
	}

	private Process startByHand() throws IOException {
		List<String> command = CarriedDaemon
			.find(CarriedDaemonIT.class.getClassLoader(), this.config.home().daemonPrograms())
			.orElseThrow()
			.install();
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.home.resolve("by-hand.txt").toFile());
		builder.environment().clear();
		builder.environment().putAll(this.config.environment());
		return builder.start();
	}

	@Test
	void portThatIsTakenIsNamed() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String address = "127.0.0.1:" + other.getLocalPort();
			assertThat(failedStart(this.config.withAddress(address))).hasMessageContaining(address)
				.hasMessageContaining("is taken by");
		}
	}

	@Test
	void memoryThatIsMissingIsNamed() {
		Map<String, String> environment = new HashMap<>(this.config.environment());
		environment.put("SHIMMY4J_JAVA_OPTS", "-Xms900g -Xmx900g");
		assertThat(failedStart(this.config.withEnvironment(environment)))
			.hasMessageContaining("insufficient memory for the Java Runtime");
	}

	/** The daemon starts without its model, so that another one can be chosen. */
	@Test
	void modelThatDoesNotExistIsNamedByTheFirstAnswer() throws IOException {
		settings("""
				[shimmy]
				models-dir = "%s"
				model = "no-such-model"
				binary.source = "embedded"

				[shimmy.gateway]
				bind-address = "127.0.0.1:0"
				""".formatted(this.home.resolve("models")));
		try (DaemonClient client = DaemonClient.connect(this.config)) {
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> client.chat(FirstAnswer.request("Say hello")));
			assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ShimmyErrorCode.MODEL_NOT_FOUND);
			assertThat(failure).hasMessageContaining("no-such-model");
		}
	}

	private static ShimmyException failedStart(DaemonConfig config) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> DaemonClient.ensureDaemonRunning(config));
		assertThat(failure).isNotNull();
		assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ShimmyErrorCode.DAEMON_START_FAILED);
		return failure;
	}

	@Test
	void wrongSettingIsNamed() throws IOException {
		settings("[shimmy]\nmodle = \"x\"\n");
		assertThat(failedStart(this.config)).hasMessageContaining("ended with status 1")
			.hasMessageContaining("shimmy.modle")
			.hasMessageContaining("nearest name");
	}

}
