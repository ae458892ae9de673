package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.support.JavaProcess;
import io.github.shimmy4j.support.OtherJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Installations that others wait for, and that are killed: JVMs of their own. */
@Execution(ExecutionMode.CONCURRENT)
class SharedInstallTests {

	@TempDir
	private Path directory;

	private Path tools;

	private Path binaries;

	@BeforeEach
	void setUp() {
		this.tools = this.directory.resolve("tools");
		this.binaries = this.directory.resolve("binaries");
	}

	@Test
	void twoProcessesBuildOnce() throws Exception {
		Path go = this.directory.resolve("go");
		FakeCargo cargo = FakeCargo.doing(this.tools, FakeCargo.COMPILING
				+ "while [ ! -e '%s' ]; do sleep 0.05; done\n".formatted(go) + FakeCargo.INSTALLING);
		try (JavaProcess builder = JavaProcess.start(InstallMain.class, this.directory)) {
			builder.await("installing");
			await().atMost(Duration.ofSeconds(20)).until(() -> !cargo.calls().isEmpty());
			try (JavaProcess waiter = JavaProcess.start(InstallMain.class, this.directory)) {
				assertThat(waiter.await("crates")).as("progress of the other").isEqualTo("3");
				Files.createFile(go);
				String program = builder.await("installed");
				assertThat(program).isEqualTo(this.binaries.resolve("shimmy-1.7.4/bin/shimmy").toString());
				assertThat(waiter.await("installed")).isEqualTo(program);
			}
		}
		assertThat(cargo.calls()).hasSize(1);
		assertThat(this.binaries.resolve(".installing")).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 700 })
	void buildOfAJvmThatIsKilledEndsWithItAndIsBegunAnew(int millis) throws Exception {
		FakeCargo.doing(this.tools, FakeCargo.COMPILING + """
				sh -c 'trap "" TERM; sleep 600 & wait' &
				setsid sleep 600 &
				sleep 600
				""");
		try (OtherJvm jvm = OtherJvm.start(InstallMain.class, this.directory)) {
			if (millis == 0) {
				jvm.awaitWord("installing", 1);
			}
			else {
				jvm.awaitWord("crates 3", 1);
			}
			jvm.killAfter(Duration.ofMillis(millis));
		}
		assertThat(visible()).isEmpty();
		FakeCargo cargo = FakeCargo.doing(this.tools, FakeCargo.INSTALLING);
		ShimmyBinary binary = cargo.installer(this.binaries)
			.install(new InstallChoice(BinaryInstall.CARGO, "1.7.4", null, null), ProgressListener.NONE);
		assertThat(binary.version()).hasToString("1.7.4");
		assertThat(visible()).containsExactly("shimmy-1.7.4");
		assertThat(this.binaries.resolve(".installing")).doesNotExist();
	}

	private String[] visible() throws IOException {
		if (!Files.exists(this.binaries)) {
			return new String[0];
		}
		try (var files = Files.list(this.binaries)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> !name.startsWith("."))
				.toArray(String[]::new);
		}
	}

}
