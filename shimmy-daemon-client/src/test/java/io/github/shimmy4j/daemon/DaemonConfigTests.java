package io.github.shimmy4j.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonConfigTests {

	private final DaemonConfig config = DaemonConfig.ofDefaults();

	@Test
	void defaults() {
		assertThat(this.config)
			.isEqualTo(new DaemonConfig(System.getenv(), null, true, Duration.ofSeconds(120), List.of()));
	}

	@Test
	void everyPartCanBeChanged() {
		assertThat(this.config.withEnvironment(Map.of("A", "b"))
			.withAddress("[::1]:9000")
			.withAutoSpawn(false)
			.withTimeout(Duration.ofSeconds(7))
			.withCommand(List.of("run", "it")))
			.isEqualTo(new DaemonConfig(Map.of("A", "b"), "[::1]:9000", false, Duration.ofSeconds(7),
					List.of("run", "it")));
	}

	@Test
	void badValuesAreNamed() {
		assertThat(DaemonHome.failure(ShimmyErrorCode.INVALID_CONFIGURATION, () -> this.config.withAddress("here")))
			.hasMessageContaining("'here'")
			.hasMessageContaining("127.0.0.1:11434");
		assertThat(
				DaemonHome.failure(ShimmyErrorCode.INVALID_CONFIGURATION, () -> this.config.withTimeout(Duration.ZERO)))
			.hasMessageContaining("'PT0S'");
		assertThat(DaemonHome.failure(ShimmyErrorCode.INVALID_CONFIGURATION,
				() -> this.config.withCommand(List.of(" ", "run"))))
			.hasMessageContaining("command");
	}

	@Test
	void environmentIsNotShown() {
		assertThat(this.config.withEnvironment(Map.of("TOKEN", "secret"))).asString().doesNotContain("secret");
	}

}
