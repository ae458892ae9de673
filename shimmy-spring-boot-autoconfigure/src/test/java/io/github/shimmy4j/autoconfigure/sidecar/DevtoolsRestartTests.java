package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real devtools in a real JVM: a restart throws the application's classes away, and
 * leaves the server alone.
 */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class DevtoolsRestartTests {

	private static final Path DEVTOOLS = Path.of(System.getProperty("devtools.jar"));

	@TempDir
	Path directory;

	FakeShimmyContext fake;

	OwnJvm jvm;

	@BeforeEach
	void start() throws IOException {
		assertThat(DEVTOOLS).isRegularFile();
		this.fake = FakeShimmyContext.in(this.directory);
		Files.createDirectories(watched());
		Files.createDirectories(this.directory.resolve("config"));
		this.jvm = OwnJvm.start(this.directory, this.fake, List.of(DEVTOOLS), RestartedApplication.class,
				"spring.main.keep-alive=true", "spring.devtools.restart.additional-paths=" + watched(),
				"spring.devtools.restart.trigger-file=again", "spring.devtools.restart.poll-interval=200ms",
				"spring.devtools.restart.quiet-period=100ms", "spring.devtools.livereload.enabled=false",
				"logging.level.io.github.shimmy4j=info");
	}

	@AfterEach
	void stop() {
		this.jvm.close();
	}

	private Path watched() {
		return this.directory.resolve("watched");
	}

	private void restart(int number) throws IOException {
		Files.writeString(watched().resolve("again"), "restart " + number);
	}

	@Test
	void modelStaysWarmOverRestartsAndEndsWithTheJvm() throws IOException {
		String pid = this.jvm.awaitLine("READY", 1);
		restart(1);
		assertThat(this.jvm.awaitLine("READY", 2)).isEqualTo(pid);
		restart(2);
		assertThat(this.jvm.awaitLine("READY", 3)).isEqualTo(pid);
		assertThat(this.fake.startedPids()).containsExactly(Long.valueOf(pid));
		assertThat(this.jvm.lines("FIRST")).as("the context that started the server")
			.startsWith("in memory")
			.endsWith("forgotten");
		assertThat(this.jvm.lines("HOLDING")).as("threads of the server with the application's class loader")
			.containsOnly("[]");
		this.jvm.terminate();
		assertThat(this.jvm.awaitExit()).isEqualTo(143);
		assertThat(this.fake.alivePids()).isEmpty();
	}

	@Test
	void restartWithOtherOptionsEndsTheServerAndStartsAnother() throws IOException {
		String pid = this.jvm.awaitLine("READY", 1);
		Files.writeString(this.directory.resolve("config/application.properties"), "shimmy.max-restarts=7\n");
		restart(1);
		assertThat(this.jvm.awaitLine("READY", 2)).isNotEqualTo(pid);
		assertThat(this.fake.startedPids()).hasSize(2);
		assertThat(this.fake.alivePids()).containsExactly(Long.valueOf(this.jvm.awaitLine("READY", 2)));
	}

}
