package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import ch.qos.logback.classic.Level;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryChoices;
import io.github.shimmy4j.binary.BinaryInstall;
import io.github.shimmy4j.binary.BinarySource;
import io.github.shimmy4j.binary.InstallChoice;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.launch.LaunchAttempt;
import io.github.shimmy4j.support.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for the log line on the server that runs, and on those passed over. */
class ChosenServerTests {

	@TempDir
	private Path directory;

	@Test
	void lineOfTheStartSaysWhatWasPassedOverAndHowToGetAShimmy() throws Exception {
		assertThat(lineOfTheStart(BinaryChoices.NEVER)).contains("Starting shimmy 1.x (llama.cpp) 1.7.4",
				"passed over: '" + this.directory.resolve("path/shimmy") + "' may not be executed",
				"installing is off (never); download, cargo, auto obtain shimmy 1.7.4");
	}

	@Test
	void lineOfTheStartNamesNoOtherValueWhereOneIsChosen() throws Exception {
		assertThat(lineOfTheStart(new InstallChoice(BinaryInstall.CARGO, "1.7.4", null, null))).contains("passed over")
			.doesNotContain("installing is off");
	}

	private String lineOfTheStart(InstallChoice install) throws IOException {
		try (SidecarBench bench = new SidecarBench(this.directory); LogLines log = new LogLines(LaunchAttempt.class)) {
			Path path = Files.createDirectory(this.directory.resolve("path"));
			Files.writeString(path.resolve("shimmy"), "not executable");
			bench.environment = Map.of("PATH", path.toString());
			SampleOptions options = bench.install(FakeShimmyBinary.version("1.7.4"));
			Path managed = Files.createDirectories(bench.home.binaries().resolve("shimmy-1.7.4/bin"));
			Files.createSymbolicLink(managed.resolve("shimmy"), this.directory.resolve("bin/shimmy"));
			bench.create(options.binary(new BinaryChoice(null, BinarySource.AUTO, install)), ProcessLauncher.system())
				.ensureReady(SidecarBench.LIMIT);
			return log.at(Level.INFO).get(0);
		}
	}

}
