package io.github.shimmy4j.sidecar.launch;

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
import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.TemplateTexts;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.SampleOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which server is chosen on a machine without a GPU; fault M7. */
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
		LaunchInputs.Found found = find(new SampleOptions(), engine());
		assertThat(found.binary().capabilities()).isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(found.skipped()).hasSize(1);
		assertThat(found.skipped().get(0)).startsWith("'" + this.shimmy + "' (shimmy 2.x (wgpu) 2.6.5) needs a GPU");
	}

	@Test
	void serverThatNeedsAGpuAndIsTheOnlyOneFailsWithTheReason() {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> find(new SampleOptions(), null))
			.withMessageContainingAll("needs a GPU", "embedded engine, which is not on the class path")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE));
	}

	@Test
	void detectorThatFailsSpeaksAgainstNoServer() throws Exception {
		this.accelerators = () -> {
			throw new IllegalStateException("a defect of the user's own");
		};
		assertThat(find(new SampleOptions(), null).binary().capabilities()).isEqualTo(ServerCapabilities.SHIMMY_2);
	}

	@Test
	void serverThatIsNamedIsTakenAsItIs() throws Exception {
		LaunchInputs.Found found = find(new SampleOptions().binary(this.shimmy), null);
		assertThat(found.binary().capabilities()).isEqualTo(ServerCapabilities.SHIMMY_2);
		assertThat(found.skipped()).isEmpty();
	}

	@Test
	void serverThatCannotApplyTheTemplateIsPassedOverForTheEmbeddedEngine() throws Exception {
		Path model = TestModel.writeWithTemplate(this.directory.resolve("g.gguf"), "gemma3", TemplateTexts.GEMMA);
		Path first = FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		LaunchInputs.Found found = find(model, new SampleOptions(), engine());
		assertThat(found.binary().capabilities()).isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(found.template()).isEqualTo(ChatTemplate.GEMMA);
		assertThat(found.skipped()).containsExactly("Model file '" + model
				+ "' does not run here: shimmy 1.x (llama.cpp) cannot apply its chat template (Gemma); it runs on "
				+ "embedded engine (llama.cpp)");
		assertThat(FakeShimmyBinary.startedPids(first.getParent())).isEmpty();
	}

	@Test
	void architectureThatTheEmbeddedEngineDoesNotKnowIsLeftToShimmy() throws Exception {
		Path model = TestModel.writeWithTemplate(this.directory.resolve("q.gguf"), "qwen3", TemplateTexts.CHATML);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> find(model, new SampleOptions(), engine()))
			.withMessageContainingAll("needs a GPU", "embedded engine (llama.cpp) cannot run models of architecture",
					"it runs on shimmy 1.x (llama.cpp), shimmy 2.x (wgpu)");
		FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		assertThat(find(model, new SampleOptions(), engine()).binary().capabilities())
			.isEqualTo(ServerCapabilities.SHIMMY_1);
	}

	@Test
	void wordsOfTheLinkFollowTheHeaderAndNotTheName() throws Exception {
		FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		Path chatml = TestModel.writeWithTemplate(this.directory.resolve("Hermes-Llama.gguf"), "llama",
				TemplateTexts.CHATML);
		assertThat(find(chatml, new SampleOptions(), null).templateWords()).isEmpty();
		Path llama = TestModel.writeWithTemplate(this.directory.resolve("Dolphin.gguf"), "llama",
				TemplateTexts.LLAMA_3);
		assertThat(find(llama, new SampleOptions(), null).templateWords()).containsExactly("llama");
		Path base = TestModel.write(this.directory.resolve("Llama-3.gguf"));
		assertThat(find(base, new SampleOptions(), null).templateWords()).containsExactly("llama");
	}

	@Test
	void modelOfARegistryThatLooksAtNoHeaderIsLookedAtBeforeTheLaunch() {
		Path model = TestModel.writeWithTemplate(this.directory.resolve("g.gguf"), "gemma3", TemplateTexts.GEMMA);
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> LaunchedModel.of(model).templateOn(ServerCapabilities.SHIMMY_1))
			.withMessageContaining("Gemma")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> LaunchedModel.of(this.directory.resolve("none.gguf")))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.MODEL_NOT_FOUND));
	}

	private EmbeddedEngine engine() throws IOException {
		EngineOnClassPath packaged = new EngineOnClassPath(this.directory.resolve("classes"));
		return EmbeddedEngine.find(packaged.asFolder(), this.directory).orElseThrow();
	}

	private LaunchInputs.Found find(SampleOptions options, EmbeddedEngine engine) throws InterruptedException {
		return find(TestModel.write(this.directory.resolve("tiny.gguf")), options, engine);
	}

	private LaunchInputs.Found find(Path model, SampleOptions options, EmbeddedEngine engine)
			throws InterruptedException {
		BinaryLocator binaries = new BinaryLocator(Map.of("PATH", this.shimmy.getParent().toString()),
				this.directory.resolve("binaries"), ProcessLauncher.system(), engine);
		return new LaunchPreparation(options.build(), binaries,
				new ModelDirectory(this.directory, new ModelCatalog(List.of())), (wanted, file, progress) -> {
				}, this.accelerators)
			.find(new ModelReference.File(model));
	}

}
