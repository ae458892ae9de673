package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.binary.EngineOnClassPath;
import io.github.shimmy4j.process.ProcessLauncher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link EngineTokenCounter} with a real process. */
class EngineTokenCounterTests {

	@TempDir
	private Path directory;

	private EmbeddedEngine engine;

	@BeforeEach
	void setUp() throws IOException {
		EngineOnClassPath packaged = new EngineOnClassPath(this.directory.resolve("classes"))
			.program(CountingProgram.class);
		this.engine = EmbeddedEngine.find(packaged.asFolder(), this.directory.resolve("binaries")).orElseThrow();
	}

	@Test
	void countIsTheSumOfAllTexts() throws Exception {
		assertThat(counter("[3,4]/0").count(List.of("안녕 \"you\"", "🎉"))).hasValue(7);
	}

	/**
	 * As a volume of Kubernetes is for its fsGroup: the engine refuses to start there.
	 */
	@Test
	void countIsDoneWhereNobodyElseCanWrite() throws Exception {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxr-x"));
		assertThat(counter("[1]/0").count(List.of("one"))).hasValue(1);
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).noneMatch((file) -> file.getFileName().toString().startsWith("count-"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "[3,4]/1", "[3]/0", "nonsense/0", "{}/0" })
	void countOfAnEngineThatFailsOrPrintsSomethingElseIsUnknown(String script) throws Exception {
		assertThat(counter(script).count(List.of("one", "two"))).isEmpty();
	}

	@Test
	void countByAnEngineThatCannotBeCopiedOutIsUnknown() throws Exception {
		Files.writeString(this.directory.resolve("binaries"), "in the way");
		assertThat(counter("[1]/0").count(List.of("one"))).isEmpty();
	}

	@Test
	void countOnAnInterruptedThreadIsUnknownAndKeepsTheInterrupt() throws Exception {
		EngineTokenCounter counter = counter("[1]/0");
		Thread.currentThread().interrupt();
		assertThat(counter.count(List.of("one"))).isEmpty();
		assertThat(Thread.interrupted()).isTrue();
	}

	private EngineTokenCounter counter(String script) throws IOException {
		Path model = Files.writeString(this.directory.resolve("model"), script);
		return new EngineTokenCounter(this.engine, ProcessLauncher.system(), Map.of(), this.directory, model);
	}

}
