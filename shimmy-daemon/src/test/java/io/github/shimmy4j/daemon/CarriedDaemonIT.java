package io.github.shimmy4j.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
			await().atMost(Duration.ofSeconds(10)).until(() -> running().isEmpty());
			assertThat(client.chat(FirstAnswer.request("Say hello")).content()).isNotBlank();
			assertThat(client.daemon().pid()).isNotEqualTo(first.pid());
		}
	}

	@Test
	void wrongSettingIsNamed() throws IOException {
		settings("[shimmy]\nmodle = \"x\"\n");
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> DaemonClient.ensureDaemonRunning(this.config));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DAEMON_START_FAILED);
		assertThat(failure).hasMessageContaining("ended with status 1")
			.hasMessageContaining("shimmy.modle")
			.hasMessageContaining("nearest name");
	}

}
