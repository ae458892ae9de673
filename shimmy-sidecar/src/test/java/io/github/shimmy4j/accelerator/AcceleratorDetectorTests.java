package io.github.shimmy4j.accelerator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.SearchPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link AcceleratorDetector} on the machine that the build runs on. */
class AcceleratorDetectorTests {

	/** Beyond the limit: two cores that are busy with a build. */
	private static final Duration MARGIN = Duration.ofSeconds(10);

	@Test
	void detectOnThisMachineIsBoundedAndSane() {
		long begin = System.nanoTime();
		AcceleratorReport report = AcceleratorDetector.create(System.getenv()).detect();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(EvidenceSearch.LIMIT.plus(MARGIN));
		assertThat(report.reason()).isNotBlank().endsWith(".");
		// On a machine that is too busy, the operating system is not heard within the
		// limit.
		assertThat(report.evidence()).anyMatch(
				(fact) -> fact.matches("CPU: .*, [1-9]\\d* cores, [1-9]\\d* threads") || fact.startsWith("hardware: "));
		assertThat(report.hasGpu()).isEqualTo(report.recommended() != GpuMode.CPU);
		if (hasNoTool() && !Platform.current().isMac() && EvidenceSearch.renderNodes(Path.of("/dev/dri")).isEmpty()) {
			assertThat(report.recommended()).isEqualTo(GpuMode.CPU);
		}
	}

	private static boolean hasNoTool() {
		SearchPath path = SearchPath.of(System.getenv());
		return GpuTool.of(Platform.current())
			.stream()
			.noneMatch((tool) -> path.and(tool.directories()).find(tool.program()).isPresent());
	}

	@Test
	void detectByManyThreadsLooksOnceAndGivesAllTheSameReport() {
		AtomicInteger looks = new AtomicInteger();
		Supplier<MachineFacts> hardware = () -> {
			looks.incrementAndGet();
			return MachineFacts.unknown("nobody looks");
		};
		AcceleratorDetector detector = new EvidenceSearch(new Platform("Linux", "amd64"), Map.of(),
				ProcessLauncher.system(), hardware, Duration.ofSeconds(5));
		assertThat(looks).hasValue(0);
		Set<AcceleratorReport> reports = Collections.newSetFromMap(new ConcurrentHashMap<>());
		List<Thread> threads = IntStream.range(0, 8)
			.mapToObj((i) -> new Thread(() -> reports.add(detector.detect())))
			.toList();
		threads.forEach(Thread::start);
		threads.forEach(AcceleratorDetectorTests::join);
		assertThat(looks).hasValue(1);
		assertThat(reports).containsExactly(detector.detect());
		assertThat(detector.detect()).isSameAs(detector.resolve(GpuMode.AUTO).report());
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
