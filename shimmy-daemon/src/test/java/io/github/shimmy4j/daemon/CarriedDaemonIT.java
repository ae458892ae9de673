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
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.storage.StartableDirectory;
import io.github.shimmy4j.storage.TemporaryDirectory;
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

	private MarkedProcesses processes;

	private DaemonConfig config;

	@BeforeEach
	void configure() throws IOException {
		this.processes = new MarkedProcesses();
		this.config = DaemonConfig.ofDefaults()
			.withEnvironment(this.processes.environment(this.home))
			.withTimeout(PATIENCE);
		settings(usual());
	}

	private static String usual() {
		return """
				[shimmy]
				models-dir = "%s"
				binary.source = "embedded"

				[shimmy.gateway]
				bind-address = "127.0.0.1:0"
				""".formatted(cache().resolve("models"));
	}

	private void settings(String toml) throws IOException {
		settings(this.home, toml);
	}

	private static void settings(Path home, String toml) throws IOException {
		Files.writeString(home.resolve("config.toml"), toml);
	}

	/** As in scripts/common.bash. */
	private static Path cache() {
		String build = System.getenv("SHIMMY4J_BUILD_CACHE");
		return (build != null) ? Path.of(build) : Path.of(System.getProperty("user.home"), ".cache", "shimmy4j-build");
	}

	@AfterEach
	void endAll() {
		this.processes.close();
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
			assertThat(this.processes.running()).as("daemon and model server").hasSizeGreaterThan(1);
			ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
			// Its model server ends with it.
			this.processes.awaitNone(Duration.ofSeconds(2));
			assertThat(client.chat(FirstAnswer.request("Say hello")).content()).isNotBlank();
			assertThat(client.daemon().pid()).isNotEqualTo(first.pid());
		}
	}

	/** Before, its JVM ended with "Error decoding percent encoded characters". */
	@Test
	void homeWithAnEmoji() throws IOException {
		Path odd = Files.createDirectory(this.home.resolve("ho me \u00fc \ud83d\ude00"));
		settings(odd, usual());
		Map<String, String> environment = this.processes.environment(odd);
		// For the copy of the engine, which the daemon makes.
		environment.put("SHIMMY4J_JAVA_OPTS", "-Djava.io.tmpdir=" + Files.createDirectory(this.home.resolve("tmp")));
		try (DaemonClient client = DaemonClient.connect(this.config.withEnvironment(environment))) {
			assertThat(client.chat(FirstAnswer.request("Say hello")).content()).isNotBlank();
			assertThat(odd.resolve("daemon.pid")).exists();
		}
		finally {
			unpackedElsewhere(odd).close();
		}
	}

	/** The directory among temporary files, which only homes like this have. */
	private static TemporaryDirectory unpackedElsewhere(Path home) {
		StartableDirectory place = StartableDirectory.of("the daemon",
				ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, home.toString())).daemonPrograms(),
				Path.of(System.getProperty("java.io.tmpdir")));
		assertThat(place.temporary()).isTrue();
		return new TemporaryDirectory(place.path());
	}

	@Test
	void homeThatTheLocaleCannotNameIsExplained() throws Exception {
		Map<String, String> environment = this.processes.environment(this.home.resolve("mod\u00e8le"));
		environment.put("LC_ALL", "C");
		ClientProgram program = ClientProgram.run(environment, this.home);
		assertThat(program.status()).isEqualTo(1);
		assertThat(program.errors()).contains("SHIMMY4J_HOME is '" + this.home + "/mod")
			.contains("start it with the environment variable LC_ALL=C.UTF-8");
	}

	@Test
	void homeWithASpaceInTheLocaleC() throws Exception {
		Path odd = Files.createDirectory(this.home.resolve("ho me"));
		settings(odd, usual());
		Map<String, String> environment = this.processes.environment(odd);
		environment.put("LC_ALL", "C");
		ClientProgram program = ClientProgram.run(environment, this.home);
		assertThat(program.status()).as(program.errors()).isZero();
		assertThat(program.said()).anyMatch((line) -> line.contains("Paris"));
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
				.hasMessageContaining("is taken by")
				.hasMessageContaining("set shimmy.gateway.bind-address to another port")
				.hasMessageNotContaining("\\n");
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
