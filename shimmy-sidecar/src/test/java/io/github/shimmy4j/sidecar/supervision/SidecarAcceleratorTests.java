package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFails;
import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests for the accelerators of a sidecar: what it reports, and when it warns. */
class SidecarAcceleratorTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

	private static final String ON_CPU = "load_tensors:   CPU_Mapped model buffer size =    93.80 MiB";

	private static final String EVIDENCE_AGAINST_CUDA = "GPU mode 'cuda' is unlikely to work here: "
			+ "nvidia-smi was not found; 'cpu' would";

	private static final String LOADED_ON_CPU = "GPU mode 'cuda' was requested, "
			+ "but the server loaded the model on 'cpu'";

	@TempDir
	private Path directory;

	private SidecarBench bench;

	private final Logger logger = (Logger) LoggerFactory.getLogger(ShimmySidecar.class.getPackageName());

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void nothingIsLeft() {
		this.bench.close();
		this.logger.detachAppender(this.log);
	}

	@Test
	void snapshotTellsWhatIsRecommendedFromTheFirstLaunchOn() {
		this.bench.accelerators = () -> Accelerators.CUDA;
		ShimmySidecar sidecar = this.bench.create(options());
		assertThat(sidecar.snapshot().recommendedAccelerator()).isNull();
		assertThat(sidecar.snapshot().acceleratorReason()).isNull();
		SidecarSnapshot ready = sidecar.ensureReady(LIMIT);
		assertThat(ready.requestedAccelerator()).isEqualTo(GpuMode.AUTO);
		assertThat(ready.recommendedAccelerator()).isEqualTo(GpuMode.CUDA);
		assertThat(ready.acceleratorReason()).isEqualTo(Accelerators.CUDA.reason());
		assertThat(warnings()).isEmpty();
	}

	@Test
	void launchWaitsForTheDetectorBeforeItSpawnsAndMayBeStoppedThen() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answered = new CountDownLatch(1);
		this.bench.accelerators = () -> {
			asked.countDown();
			await(answered);
			return Accelerators.CPU_ONLY;
		};
		ShimmySidecar sidecar = this.bench.create(options());
		CompletableFuture<SidecarSnapshot> ready = sidecar.start();
		asked.await();
		assertThat(this.bench.pids()).isEmpty();
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		assertFails(ready, LIMIT, ShimmyErrorCode.NOT_RUNNING);
		assertThat(this.bench.pids()).isEmpty();
		answered.countDown();
		assertThat(sidecar.ensureReady(LIMIT).recommendedAccelerator()).isEqualTo(GpuMode.CPU);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void launchWhenTheUsersDetectorFailsGoesOnWithoutARecommendation() {
		this.bench.accelerators = () -> {
			throw new IllegalStateException("no idea");
		};
		SidecarSnapshot ready = this.bench.create(options()).ensureReady(LIMIT);
		assertThat(ready.phase()).isEqualTo(Phase.READY);
		assertThat(ready.recommendedAccelerator()).isNull();
		assertThat(warnings()).containsExactly("Could not detect accelerators");
	}

	@Test
	void requestThatTheEvidenceIsAgainstIsWarnedOfOncePerStartAndNotPerRestart() {
		AtomicInteger asked = new AtomicInteger();
		this.bench.accelerators = () -> {
			asked.incrementAndGet();
			return Accelerators.CPU_ONLY;
		};
		ShimmySidecar sidecar = this.bench.create(options().gpuMode(GpuMode.CUDA));
		long first = sidecar.ensureReady(LIMIT).pid();
		assertThat(warnings()).containsExactly(EVIDENCE_AGAINST_CUDA);
		ProcessHandle.of(first).orElseThrow().destroyForcibly();
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot().restarts()).isEqualTo(1));
		assertThat(sidecar.whenReady()).succeedsWithin(LIMIT);
		assertThat(asked).hasValueGreaterThan(1);
		assertThat(warnings()).filteredOn(EVIDENCE_AGAINST_CUDA::equals).hasSize(1);
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		sidecar.ensureReady(LIMIT);
		assertThat(warnings()).filteredOn(EVIDENCE_AGAINST_CUDA::equals).hasSize(2);
	}

	@Test
	void deviceThatWasToldBeforeReadyIsWarnedOfWhenItIsAnother() {
		this.bench.accelerators = () -> Accelerators.CUDA;
		ShimmySidecar sidecar = this.bench.create(options().gpuMode(GpuMode.CUDA), (spec, listener) -> {
			listener.accept(new OutputLine(OutputLine.Channel.STDERR, ON_CPU));
			return ProcessLauncher.system().launch(spec, listener);
		});
		assertThat(sidecar.ensureReady(LIMIT).effectiveAccelerator()).isEqualTo("cpu");
		assertThat(warnings()).containsExactly(LOADED_ON_CPU);
	}

	@Test
	void deviceThatIsToldAfterReadyIsSeenAndWarnedOfThen() {
		this.bench.accelerators = () -> Accelerators.CUDA;
		CompletableFuture<Consumer<OutputLine>> output = new CompletableFuture<>();
		ShimmySidecar sidecar = this.bench.create(options().gpuMode(GpuMode.CUDA), (spec, listener) -> {
			output.complete(listener);
			return ProcessLauncher.system().launch(spec, listener);
		});
		assertThat(sidecar.ensureReady(LIMIT).effectiveAccelerator()).isNull();
		assertThat(warnings()).isEmpty();
		for (int line = 0; line < 3; line++) {
			output.join().accept(new OutputLine(OutputLine.Channel.STDERR, ON_CPU));
		}
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot().effectiveAccelerator()).isEqualTo("cpu"));
		assertThat(warnings()).containsExactly(LOADED_ON_CPU);
	}

	private SampleOptions options() {
		return this.bench.install(FakeShimmyBinary.version("1.7.4"));
	}

	/** All warnings but those of restarts. */
	private List<String> warnings() {
		return List.copyOf(this.log.list)
			.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
			.map(ILoggingEvent::getFormattedMessage)
			.filter((message) -> !message.contains("Restarting the server"))
			.toList();
	}

}
