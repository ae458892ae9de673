package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.ManualTime;
import io.github.shimmy4j.support.OtherJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Fault R8 with real servers. */
class SuspendedMachineTests {

	@TempDir
	private Path directory;

	/** Longer than the time after which a silent server counts as hung. */
	@Test
	void serverThatSleptWithItsApplicationRunsOn() throws IOException {
		try (OtherJvm jvm = OtherJvm.start(SleeperMain.class, this.directory)) {
			jvm.awaitWord(OtherJvm.RUNNING, 1);
			jvm.suspend(Duration.ofSeconds(2));
			jvm.goOn();
			jvm.awaitWord("the same", 1);
		}
	}

	@Test
	void serverRunsOnWhenHoursPassAtOnceAndTheClockIsSetBack() throws IOException {
		ManualTime monotonic = new ManualTime();
		ManualTime wall = new ManualTime();
		try (SidecarBench bench = new SidecarBench(this.directory)) {
			bench.nanoTime = monotonic::nanoTime;
			bench.clock = wall;
			ShimmySidecar sidecar = bench.create(bench.install(FakeShimmyBinary.version("1.7.4"))
				.liveness(new LivenessOptions(SleeperMain.AT_ONCE, SidecarBench.LIMIT, 3, Duration.ofMinutes(30))),
					ProcessLauncher.system());
			SidecarSnapshot before = sidecar.ensureReady(SidecarBench.LIMIT);
			for (int jump = 0; jump < 20; jump++) {
				wall.advance(Duration.ofDays(-1));
				monotonic.advance(Duration.ofHours(1));
				// It is asked for a token after so long, and has one.
				eventually()
					.untilAsserted(() -> assertThat(sidecar.snapshot().lastGoodGeneration()).isEqualTo(wall.instant()));
			}
			assertThat(sidecar.snapshot()).extracting(SidecarSnapshot::pid, SidecarSnapshot::restarts)
				.containsExactly(before.pid(), 0);
		}
	}

}
