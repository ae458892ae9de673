package io.github.shimmy4j.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** From nothing to an answer, and back to nothing, on each real server. */
@Tag("real-shimmy")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RealServersIT {

	private static final Duration SOON = Duration.ofSeconds(2);

	@TempDir
	private Path home;

	private MarkedProcesses processes;

	@BeforeEach
	void mark() {
		this.processes = new MarkedProcesses();
	}

	@AfterEach
	void endAll() {
		this.processes.close();
	}

	@Test
	void shimmy() throws Exception {
		fromNothingToNothing("shimmy-path = \"%s\"".formatted(RealParts.shimmy()), "shimmy");
	}

	@Test
	void llamaServer() throws Exception {
		fromNothingToNothing("shimmy-path = \"%s\"".formatted(RealParts.llamaServer()), "llama-server");
	}

	@Test
	void embeddedEngine() throws Exception {
		fromNothingToNothing("binary.source = \"embedded\"", "embedded engine");
	}

	private void fromNothingToNothing(String setting, String server) throws Exception {
		Files.writeString(this.home.resolve("config.toml"), """
				[shimmy]
				%s
				model = "%s"
				preferred-port = 0

				[shimmy.gateway]
				bind-address = "127.0.0.1:0"
				""".formatted(setting, RealParts.model()));
		ClientProgram program = ClientProgram.run(this.processes.environment(this.home), this.home);
		assertThat(program.status()).as(program.errors()).isZero();
		List<String> said = program.said();
		assertThat(said).hasSizeGreaterThanOrEqualTo(3);
		assertThat(said.get(0)).startsWith("daemon ");
		assertThat(String.join("\n", said.subList(1, said.size() - 1))).as("answer").isNotBlank();
		JsonNode status = JsonMapper.shared().readTree(said.get(said.size() - 1));
		assertThat(status.path("server").asString()).startsWith(server);
		assertThat(status.path("phase").asString()).isEqualTo("READY");
		assertThat(this.processes.running()).as("daemon and model server").hasSizeGreaterThan(1);
		DaemonRecord daemon = new DaemonFile(ShimmyHome.of(this.processes.environment(this.home))).read().orElseThrow();
		ProcessHandle.of(daemon.pid()).orElseThrow().destroyForcibly();
		this.processes.awaitNone(SOON);
	}

}
