package io.github.shimmy4j.sidecar.supervision;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.support.OtherJvm;

import static org.assertj.core.api.Assertions.assertThat;

/** Watches a server, and prints whether it is the same one after a rest. */
final class SleeperMain {

	/** One health check after the other, so that most sleeps begin during one. */
	static final Duration AT_ONCE = Duration.ofMillis(1);

	private static final Duration SOON = Duration.ofMillis(300);

	private SleeperMain() {
	}

	public static void main(String... arguments) throws Exception {
		SidecarBench bench = new SidecarBench(Path.of(arguments[0]));
		ShimmySidecar sidecar = bench.create(
				bench.install(FakeShimmyBinary.version("1.7.4")).liveness(new LivenessOptions(AT_ONCE, SOON, 3, SOON)));
		SidecarSnapshot before = sidecar.ensureReady(SidecarBench.LIMIT);
		OtherJvm.run();
		Instant awake = Instant.now();
		SidecarBench.eventually()
			.untilAsserted(() -> assertThat(sidecar.snapshot().lastGoodGeneration()).isAfter(awake));
		boolean same = before.pid().equals(sidecar.snapshot().pid()) && sidecar.snapshot().restarts() == 0;
		System.out.println(same ? "the same" : "another");
	}

}
