package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryChoices;
import io.github.shimmy4j.binary.BinaryInstall;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.BinarySource;
import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.binary.EngineOnClassPath;
import io.github.shimmy4j.binary.InstallChoice;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.process.ControlGroups;
import io.github.shimmy4j.process.MachineMemory;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.Purpose;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.UseOptions;
import io.github.shimmy4j.sidecar.supervision.SidecarFactory;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A whole examination of real files, ports and programs. */
class DoctorTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final List<String> CHECKS = List.of("binary", "model", "accelerator", "ports", "directories", "disk",
			"memory", "context", "versions");

	@TempDir
	private Path directory;

	private ShimmyHome home;

	private Path path;

	private int port;

	private ModelRegistry registry;

	private AcceleratorDetector accelerators = () -> Accelerators.CPU_ONLY;

	private Supplier<Optional<SidecarSnapshot>> sidecar = Optional::empty;

	private EmbeddedEngine engine;

	private MachineDoctor.Limits limits = MachineDoctor.Limits.USUAL;

	private BinaryChoice binary = BinaryChoices.ANY;

	private ContextRequest context;

	private Purpose purpose = Purpose.CHAT;

	@BeforeEach
	void setUp() throws IOException {
		this.home = ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.directory.resolve("home").toString()));
		this.path = Files.createDirectory(this.directory.resolve("path"));
		this.port = FreePorts.range(2);
		this.registry = new ModelDirectory(this.home.models(), ModelCatalog.builtIn());
	}

	@Test
	void machineOnWhichAllIsWellGetsAGoodFindingForEachCheck() {
		Path program = FakeShimmyBinary.version("1.7.4").install(this.path);
		model();
		Diagnosis diagnosis = examine();
		assertThat(diagnosis.findings()).extracting(Finding::check).containsExactlyElementsOf(CHECKS);
		assertThat(diagnosis.findings()).extracting(Finding::status).containsOnly(Finding.Status.OK);
		assertThat(diagnosis.finding("binary").message()).contains("1.7.4", program.toString());
		assertThat(diagnosis.finding("versions").message()).contains("server shimmy 1.x (llama.cpp) 1.7.4");
	}

	@Test
	void machineWithNothingGetsWhatIsMissingAndStaysAsItIs() throws IOException {
		Diagnosis diagnosis = examine();
		assertThat(diagnosis.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(diagnosis.finding("binary").remedy().toString()).contains("shimmy-embedded-engine");
		assertThat(diagnosis.finding("model").status()).isEqualTo(Finding.Status.FAIL);
		assertThat(this.home.models().getParent()).doesNotExist();
		assertThat(this.path).isEmptyDirectory();
	}

	@ParameterizedTest
	@EnumSource(value = BinaryInstall.class, names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
	void serverThatTheNextStartObtainsIsAnnouncedAndNotObtained(BinaryInstall how) throws IOException {
		model();
		this.binary = new BinaryChoice(null, BinarySource.AUTO,
				new InstallChoice(how, InstallChoice.VERSION, "0".repeat(64), "http://shimmy4j.invalid/shimmy"));
		Map<Path, Object> before = files();
		Finding finding = examine().finding("binary");
		assertThat(files()).isEqualTo(before);
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).contains("the next start is to obtain shimmy 1.7.4",
				"by '%s'".formatted(how.name().toLowerCase(Locale.ROOT)));
		assertThat(finding.remedy().toString()).contains("Start the server once", "set the path of the binary");
	}

	/** Before, the doctor named the server with the smaller context. */
	@Test
	void serverWithASmallerContextThanRequestedIsPassedOverAsByTheStart() {
		Path small = FakeShimmyBinary.version("1.7.4").install(this.path);
		Path large = FakeShimmyBinary.llamaServer().install(this.path);
		model();
		for (ContextRequest requested : List.of(ContextRequest.exactly(8192), ContextRequest.upTo(8192))) {
			this.context = requested;
			assertThat(examine().finding("binary").message()).as(requested.toString())
				.contains("llama-server", "would run: '%s'".formatted(large), "passed over: '%s'".formatted(small),
						"a context of 4,096 tokens; the context size is " + requested);
		}
	}

	@Test
	void onlyServerWithASmallerContextRunsIfLessWillDo() {
		FakeShimmyBinary.version("1.7.4").install(this.path);
		model();
		this.context = ContextRequest.upTo(8192);
		assertThat(examine().finding("binary").status()).isEqualTo(Finding.Status.OK);
		this.context = ContextRequest.exactly(8192);
		Finding finding = examine().finding("binary");
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.message()).contains("a context of 4,096 tokens; the context size is 8,192");
	}

	@Test
	void contextOfANamedServerThatCannotHaveItIsAWarning() {
		this.binary = BinaryChoices.named(FakeShimmyBinary.version("1.7.4").install(this.path));
		model();
		this.context = ContextRequest.exactly(8192);
		assertThat(examine().finding("context").status()).isEqualTo(Finding.Status.WARN);
	}

	/** Before, the doctor named a server whose model cannot see images. */
	@Test
	void serverThatTakesNoProjectorIsRefusedAsByTheStart() {
		Path program = FakeShimmyBinary.version("1.7.4").install(this.path);
		model();
		this.purpose = Purpose.chatWith(ModelReference.parse("mmproj"));
		assertThat(examine().finding("binary").message()).contains("passed over", "takes no projector");
		this.binary = BinaryChoices.named(program);
		Finding named = examine().finding("binary");
		assertThat(named.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(named.message()).contains("takes no projector").doesNotContain("passed over");
	}

	@Test
	void embeddedEngineIsDescribedAndNotCopiedOut() throws IOException {
		EngineOnClassPath packaged = new EngineOnClassPath(this.directory.resolve("classes"));
		this.engine = EmbeddedEngine.find(packaged.asFolder(), this.home.binaries()).orElseThrow().untouched();
		FakeShimmyBinary.version("2.6.5").install(this.path);
		model();
		Finding binary = examine().finding("binary");
		assertThat(binary.status()).isEqualTo(Finding.Status.WARN);
		assertThat(binary.message()).contains("embedded engine", "passed over: ", "needs a GPU");
		assertThat(this.home.binaries()).doesNotExist();
	}

	@Test
	void modelThatNobodyCanServeSpeaksAgainstNoServer() throws IOException {
		FakeShimmyBinary.version("1.7.4").install(this.path);
		Files.writeString(Files.createDirectories(this.home.models()).resolve("tiny.gguf"), "no model");
		Diagnosis diagnosis = examine();
		assertThat(diagnosis.finding("binary").status()).isEqualTo(Finding.Status.OK);
		assertThat(diagnosis.finding("model").status()).isEqualTo(Finding.Status.FAIL);
	}

	@Test
	void preferredPortThatIsTakenIsSeen() throws IOException {
		FakeShimmyBinary.version("1.7.4").install(this.path);
		model();
		try (ServerSocket foreign = new ServerSocket()) {
			foreign.bind(new InetSocketAddress("127.0.0.1", this.port));
			assertThat(examine().finding("ports").message())
				.contains("Port %d is taken by another program".formatted(this.port), "takes " + (this.port + 1));
		}
	}

	@Test
	void serverThatRunsIsNamedAndLeftAlone() throws IOException {
		Path program = FakeShimmyBinary.version("1.7.4").install(this.path);
		model();
		try (ShimmySidecar running = new SidecarFactory(this.home, this.registry, (model, file, progress) -> {
		}, this.accelerators).create(options(BinaryChoices.named(program)))) {
			SidecarSnapshot ready = running.ensureReady(LIMIT);
			this.sidecar = () -> Optional.of(running.snapshot());
			Diagnosis diagnosis = examine();
			assertThat(diagnosis.finding("ports").message())
				.isEqualTo("The server of this application has port %d (pid %d)".formatted(ready.port(), ready.pid()));
			assertThat(diagnosis.finding("versions").message()).contains("1.7.4, which runs");
			assertThat(diagnosis.status()).as(diagnosis.toString()).isEqualTo(Finding.Status.OK);
			assertThat(running.snapshot().pid()).isEqualTo(ready.pid());
			// Another application of the same user sees that the port is not a
			// stranger's.
			this.sidecar = Optional::empty;
			assertThat(examine().finding("ports").message()).contains("reserved by another server of this user");
		}
	}

	@Test
	void partsThatFailOrHangCostTheirOwnFindingOnly() {
		FakeShimmyBinary.version("1.7.4").install(this.path);
		model();
		this.limits = new MachineDoctor.Limits(LIMIT, Duration.ofMillis(500));
		this.accelerators = () -> {
			throw new IllegalStateException("a defect of the user's own");
		};
		this.sidecar = () -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return Optional.empty();
		};
		Diagnosis diagnosis = examine();
		assertThat(diagnosis.finding("accelerator").message()).contains("a defect of the user's own");
		assertThat(diagnosis.finding("accelerator").status()).isEqualTo(Finding.Status.WARN);
		assertThat(diagnosis.finding("binary").status()).isEqualTo(Finding.Status.OK);
		assertThat(diagnosis.finding("ports").status()).isEqualTo(Finding.Status.OK);
	}

	@Test
	void programThatNeverSaysItsVersionIsGivenUp() throws IOException {
		Path hanging = Files.writeString(this.path.resolve("shimmy"), "#!/bin/sh\nexec /bin/sleep 600\n");
		assertThat(hanging.toFile().setExecutable(true)).isTrue();
		this.limits = new MachineDoctor.Limits(Duration.ofSeconds(1), LIMIT);
		Finding binary = examine().finding("binary");
		assertThat(binary.status()).isEqualTo(Finding.Status.WARN);
		assertThat(binary.message()).contains("it took longer than 1000 ms");
	}

	@Test
	void examinationChangesNoFile() throws IOException {
		FakeShimmyBinary.version("1.7.4").install(this.path);
		model();
		Map<Path, Object> before = files();
		examine();
		assertThat(files()).isEqualTo(before);
	}

	@Test
	void doctorOfThisMachineAnswers() {
		Doctor doctor = Doctor.create(options(BinaryChoices.ANY), this.home, this.registry,
				AcceleratorDetector.create(System.getenv()), Optional::empty);
		assertThat(doctor.examine().findings()).extracting(Finding::check).containsExactlyElementsOf(CHECKS);
		assertThat(this.home.models().getParent()).doesNotExist();
	}

	private Diagnosis examine() {
		return new MachineDoctor(options(this.binary), this.home, this.registry, this.accelerators,
				() -> new BinaryLocator(Map.of("PATH", this.path.toString()), this.home.binaries(),
						ProcessLauncher.system(), this.engine),
				this.sidecar,
				new MachineMemory(new ControlGroups(this.directory.resolve("none"), this.directory.resolve("none")),
						this.directory.resolve("none"), () -> new MachineMemory.State(8L << 30, 16L << 30, false)),
				this.limits)
			.examine();
	}

	private SidecarOptions options(BinaryChoice binary) {
		return new SidecarOptions(ModelReference.parse("tiny"), binary, new PortRange(this.port, 1), List.of(),
				Map.of(), GpuMode.AUTO, this.context, LIMIT, 5, Duration.ofMinutes(10), Duration.ofSeconds(2),
				new LivenessOptions(Duration.ZERO, Duration.ofSeconds(5), 3, Duration.ZERO),
				new UseOptions(0, false, Duration.ZERO, Duration.ofSeconds(120), Duration.ofSeconds(120)),
				this.purpose);
	}

	private void model() {
		TestModel.write(this.home.models().resolve("tiny.gguf"));
	}

	private Map<Path, Object> files() throws IOException {
		Map<Path, Object> files = new HashMap<>();
		try (Stream<Path> all = Files.walk(this.directory)) {
			for (Path file : all.toList()) {
				files.put(file, Files.getLastModifiedTime(file));
			}
		}
		return files;
	}

}
