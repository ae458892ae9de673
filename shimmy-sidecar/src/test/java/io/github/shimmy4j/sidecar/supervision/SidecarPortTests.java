package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFails;
import static io.github.shimmy4j.sidecar.supervision.SidecarBench.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault L6 where another shimmy has the port; {@link SidecarFailureTests} has the cases
 * with another HTTP server.
 */
@Execution(ExecutionMode.CONCURRENT)
class SidecarPortTests {

	@TempDir
	private Path directory;

	private SidecarBench bench;

	private final List<ForeignShimmy> foreign = new ArrayList<>();

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
	}

	@AfterEach
	void noForeignServerWasAskedAndNothingIsLeft() {
		try {
			this.foreign.forEach(ForeignShimmy::assertWasAskedForNoChat);
		}
		finally {
			this.foreign.forEach(ForeignShimmy::close);
			this.bench.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "1.7.4, 2.6.5", "2.6.5, 1.7.4" })
	void startWhenAnotherShimmyHasThePreferredPortTakesTheNext(String ours, String theirs) throws IOException {
		int port = FreePorts.range(2);
		take(theirs, port);
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version(ours)).ports(port, 1));
		assertThat(sidecar.ensureReady(LIMIT).port()).isEqualTo(port + 1);
		assertThat(this.bench.pids()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "1.7.4, 1.7.4", "2.6.5, 2.6.5" })
	void startWhenAnotherShimmyWinsTheRaceForThePortTakesTheNext(String ours, String theirs) throws IOException {
		int port = FreePorts.range(2);
		ProcessLauncher racing = (spec, listener) -> {
			if (this.foreign.isEmpty()) {
				take(theirs, port);
			}
			return ProcessLauncher.system().launch(spec, listener);
		};
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version(ours)).ports(port, 1),
				racing);
		SidecarSnapshot ready = sidecar.ensureReady(LIMIT);
		assertThat(ready.port()).isEqualTo(port + 1);
		assertThat(ready.restarts()).isZero();
		assertThat(this.bench.pids()).hasSize(2);
	}

	@Test
	void startThatLosesTheRaceForEveryPortFailsAndNamesThem() throws IOException {
		int port = FreePorts.range(2);
		ProcessLauncher racing = (spec, listener) -> {
			take("1.7.4", port + this.foreign.size());
			return ProcessLauncher.system().launch(spec, listener);
		};
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version("1.7.4")).ports(port, 1),
				racing);
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.PORT_IN_USE).hasMessageContaining(port + ".." + (port + 1));
		assertThat(this.bench.pids()).hasSize(2);
	}

	@Test
	void startOfAScriptThatLeavesTheServerToAnotherProcessIsNeverReady() throws IOException {
		SampleOptions options = this.bench.install(FakeShimmyBinary.version("1.7.4"));
		Path script = Files.writeString(this.directory.resolve("detaching"), """
				#!/bin/sh
				if [ "$1" = serve ]; then
				  ( setsid %1$s "$@" > /dev/null 2>&1 & )
				  exec sleep 600
				fi
				exec %1$s "$@"
				""".formatted(this.directory.resolve("bin/shimmy")));
		assertThat(script.toFile().setExecutable(true)).isTrue();
		ShimmySidecar sidecar = this.bench.create(options.binary(script).healthTimeout(Duration.ofSeconds(4)));
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.START_TIMEOUT)
			.hasMessageContaining("which another process has");
		this.bench.pids().forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
	}

	private void take(String version, int port) {
		this.foreign.add(ForeignShimmy.begin(version, this.directory, port).awaitBound());
	}

}
