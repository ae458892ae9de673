package io.github.shimmy4j.sidecar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.binary.EngineOnClassPath;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.process.ProcessLauncher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which server is chosen on a machine without a GPU. */
class LaunchPreparationTests {

	@TempDir
	private Path directory;

	private Path shimmy;

	private AcceleratorDetector accelerators = () -> Accelerators.CPU_ONLY;

	@BeforeEach
	void setUp() throws IOException {
		Path path = Files.createDirectory(this.directory.resolve("path"));
		this.shimmy = FakeShimmyBinary.version("2.6.5").install(path);
	}

	@Test
	void serverThatNeedsAGpuIsPassedOverForTheEmbeddedEngine() throws Exception {
		EngineOnClassPath packaged = new EngineOnClassPath(this.directory.resolve("classes"));
		EmbeddedEngine engine = EmbeddedEngine.find(packaged.asFolder(), this.directory).orElseThrow();
		LaunchInputs.Found found = preparation(new SampleOptions(), engine).find(model());
		assertThat(found.binary().capabilities()).isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(found.skipped()).hasSize(1);
		assertThat(found.skipped().get(0)).startsWith("'" + this.shimmy + "' (shimmy 2.x (wgpu) 2.6.5) needs a GPU");
	}

	@Test
	void serverThatNeedsAGpuAndIsTheOnlyOneFailsWithTheReason() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> preparation(new SampleOptions(), null).find(model()))
			.withMessageContainingAll("needs a GPU", "embedded engine, which is not on the class path")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE));
	}

	@Test
	void detectorThatFailsSpeaksAgainstNoServer() throws Exception {
		this.accelerators = () -> {
			throw new IllegalStateException("a defect of the user's own");
		};
		assertThat(preparation(new SampleOptions(), null).find(model()).binary().capabilities())
			.isEqualTo(ServerCapabilities.SHIMMY_2);
	}

	@Test
	void serverThatIsNamedIsTakenAsItIs() throws Exception {
		LaunchInputs.Found found = preparation(new SampleOptions().binary(this.shimmy), null).find(model());
		assertThat(found.binary().capabilities()).isEqualTo(ServerCapabilities.SHIMMY_2);
		assertThat(found.skipped()).isEmpty();
	}

	private String model() {
		return TestModel.write(this.directory.resolve("tiny.gguf")).toString();
	}

	private LaunchPreparation preparation(SampleOptions options, EmbeddedEngine engine) {
		BinaryLocator binaries = new BinaryLocator(Map.of("PATH", this.shimmy.getParent().toString()),
				this.directory.resolve("binaries"), ProcessLauncher.system(), engine);
		return new LaunchPreparation(options.build(), binaries,
				new ModelDirectory(this.directory, new ModelCatalog(List.of())), (wanted, file, progress) -> {
				}, this.accelerators);
	}

}
