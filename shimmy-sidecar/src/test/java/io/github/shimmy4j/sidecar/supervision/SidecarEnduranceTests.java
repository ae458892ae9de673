package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many restarts in one JVM, on real shimmy, which starts faster than the fake: nothing
 * may grow. How many: the system property {@code endurance.restarts}, 1000 unless told.
 */
@Tag("endurance")
class SidecarEnduranceTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

	/** Connections of the HTTP client and files of the JVM come and go. */
	private static final long SLACK = 12;

	/**
	 * What other tests of the same JVM leave comes and goes; a thousand leaks would be
	 * more.
	 */
	private static final long HEAP_SLACK = 4 * 1024 * 1024;

	@TempDir
	private Path directory;

	private SidecarBench bench;

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
	}

	@AfterEach
	void nothingIsLeft() {
		this.bench.close();
	}

	@Test
	@Timeout(value = 12, unit = TimeUnit.HOURS)
	void restartsByKillAndByStopLeaveThreadsFilesAndHeapAsTheyWere() {
		int restarts = Integer.getInteger("endurance.restarts", 1000);
		// So short a window that each restart counts as the first.
		ShimmySidecar sidecar = this.bench.create(RealShimmy.options().restartWindow(Duration.ofNanos(1)));
		Random random = new Random(restarts);
		sidecar.ensureReady(LIMIT);
		Footprint early = null;
		for (int restart = 1; restart <= restarts; restart++) {
			restart(sidecar, random.nextBoolean());
			// Each load of the model prints some 450 lines.
			this.bench.events.clear();
			if (restart == restarts / 5) {
				early = Footprint.take();
			}
			if (restart % Math.max(1, restarts / 10) == 0) {
				System.out.printf("endurance: %d restarts, %s%n", restart, Footprint.take());
			}
		}
		Footprint late = Footprint.take();
		assertThat(late.threads()).as("threads, early %s", early).isLessThanOrEqualTo(early.threads() + SLACK);
		assertThat(late.files()).as("files, early %s", early).isLessThanOrEqualTo(early.files() + SLACK);
		assertThat(late.heap()).as("heap, early %s", early).isLessThanOrEqualTo(early.heap() + HEAP_SLACK);
	}

	private static void restart(ShimmySidecar sidecar, boolean byKill) {
		long pid = sidecar.snapshot().pid();
		if (byKill) {
			ProcessHandle.of(pid).orElseThrow().destroyForcibly();
			eventually().untilAsserted(() -> assertThat(ProcessTable.isGone(pid)).isTrue());
			eventually().untilAsserted(() -> assertThat(sidecar.snapshot().pid()).isNotEqualTo(pid));
			assertThat(sidecar.whenReady()).succeedsWithin(LIMIT);
		}
		else {
			assertThat(sidecar.restart()).succeedsWithin(LIMIT);
		}
		assertThat(sidecar.snapshot().pid()).isNotEqualTo(pid);
	}

}
