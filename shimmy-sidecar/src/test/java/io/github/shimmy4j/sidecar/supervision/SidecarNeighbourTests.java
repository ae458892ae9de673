package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.ownership.OrphanSweep;
import io.github.shimmy4j.support.FreePorts;
import io.github.shimmy4j.support.JavaProcess;
import io.github.shimmy4j.support.LogLines;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Several applications of one user: faults L7 and E4, with JVMs of their own. */
class SidecarNeighbourTests {

	@TempDir
	private Path directory;

	@Test
	void applicationsThatStartTogetherTakeTwoPortsAndFetchTheModelOnce() throws Exception {
		try (TwoApplications applications = new TwoApplications(this.directory)) {
			applications.startTogether(2);
		}
	}

	@Test
	@Tag("endurance")
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void applicationsThatStartTogetherFiftyTimesTakeTwoPortsEachTime() throws Exception {
		try (TwoApplications applications = new TwoApplications(this.directory)) {
			applications.startTogether(50);
		}
	}

	@Test
	void startAfterAnApplicationWasKilledLeavesNothingOfThatOne() throws Exception {
		SidecarBench bench = new SidecarBench(this.directory);
		SampleOptions options = bench.install(FakeShimmyBinary.version("1.7.4"));
		long first;
		try (JavaProcess killed = JavaProcess.start(SidecarApplication.class, this.directory)) {
			killed.tell("start %s %s %d".formatted(bench.home.run().getParent(), this.directory.resolve("bin/shimmy"),
					FreePorts.range(1)));
			first = Long.parseLong(killed.await("ready").split(" ")[1]);
			assertThat(launches(bench)).hasSize(1);
		}
		assertThat(launches(bench)).as("launch directory after kill -9").hasSize(1);
		try (LogLines log = new LogLines(OrphanSweep.class)) {
			ShimmySidecar sidecar = bench.create(options);
			assertThat(bench.home.sidecars().toFile().list()).as("before the first launch").hasSize(3);
			sidecar.ensureReady(SidecarBench.LIMIT);
			assertThat(log.at(Level.INFO)).hasSize(1);
		}
		eventually().until(() -> ProcessTable.isGone(first));
		assertThat(launches(bench)).as("launch directories").hasSize(1);
		bench.close();
	}

	@Test
	void startWhereTheRecordsCannotBeKeptGoesOn() throws Exception {
		SidecarBench bench = new SidecarBench(this.directory);
		Files.createDirectories(bench.home.sidecars().getParent());
		Files.writeString(bench.home.sidecars(), "a file");
		bench.create(bench.install(FakeShimmyBinary.version("1.7.4"))).ensureReady(SidecarBench.LIMIT);
		bench.close();
	}

	private static Stream<Path> launches(SidecarBench bench) throws IOException {
		try (Stream<Path> files = Files.list(bench.home.run())) {
			return files.filter((file) -> !file.endsWith("home")).toList().stream();
		}
	}

}
