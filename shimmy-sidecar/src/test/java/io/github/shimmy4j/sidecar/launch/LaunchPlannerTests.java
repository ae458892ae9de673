package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.binary.EngineOnClassPath;
import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.TemplateTexts;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.Purpose;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.transfer.SourceReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which server is chosen on a machine without a GPU; fault M7. */
class LaunchPlannerTests {

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
		LaunchPlan plan = plan(new SampleOptions(), engine());
		assertThat(plan.binary().capabilities()).isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(plan.skipped()).hasSize(1);
		assertThat(plan.skipped().get(0)).startsWith("'" + this.shimmy + "' (shimmy 2.x (wgpu) 2.6.5) needs a GPU");
	}

	@Test
	void serverThatNeedsAGpuAndIsTheOnlyOneFailsWithTheReason() {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> plan(new SampleOptions(), null))
			.withMessageContainingAll("needs a GPU", "embedded engine, which is not on the class path")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE));
	}

	@Test
	void detectorThatFailsSpeaksAgainstNoServer() throws Exception {
		this.accelerators = () -> {
			throw new IllegalStateException("a defect of the user's own");
		};
		assertThat(plan(new SampleOptions(), null).binary().capabilities()).isEqualTo(ServerCapabilities.SHIMMY_2);
	}

	@Test
	void serverThatIsNamedIsTakenAsItIs() throws Exception {
		LaunchPlan plan = plan(new SampleOptions().binary(this.shimmy), null);
		assertThat(plan.binary().capabilities()).isEqualTo(ServerCapabilities.SHIMMY_2);
		assertThat(plan.skipped()).isEmpty();
	}

	@Test
	void serverThatCannotApplyTheTemplateIsPassedOverForTheEmbeddedEngine() throws Exception {
		Path model = TestModel.writeWithTemplate(this.directory.resolve("g.gguf"), "gemma3", TemplateTexts.GEMMA);
		Path first = FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		LaunchPlan plan = plan(model, new SampleOptions(), engine());
		assertThat(plan.binary().capabilities()).isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(plan.needs().template()).isEqualTo(ChatTemplate.GEMMA);
		assertThat(plan.skipped()).containsExactly("Model file '" + model
				+ "' does not run here: shimmy 1.x (llama.cpp) cannot apply its chat template (Gemma); it runs on "
				+ "llama-server (llama.cpp), embedded engine (llama.cpp)");
		assertThat(FakeShimmyBinary.startedPids(first.getParent())).isEmpty();
	}

	@Test
	void serverThatMakesNoEmbeddingsIsPassedOverForThem() throws Exception {
		FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		Path llamaServer = FakeShimmyBinary.llamaServer().install(this.shimmy.getParent());
		Path model = TestModel.write(this.directory.resolve("tiny.gguf"));
		LaunchPlan plan = planner(new SampleOptions(), new ModelDirectory(this.directory, new ModelCatalog(List.of())),
				null)
			.serving(Purpose.EMBEDDINGS)
			.plan(new ModelReference.File(model));
		assertThat(plan.binary().path()).isEqualTo(llamaServer);
		assertThat(plan.context().tokens()).isEqualTo(2048);
		assertThat(plan.purpose()).containsSequence("--pooling", "mean");
		assertThat(plan.skipped())
			.containsExactly("'" + this.shimmy + "' is shimmy 1.x (llama.cpp), which makes no embeddings");
	}

	@Test
	void modelForChatsIsRefusedForEmbeddingsOfTheEmbeddedEngine() throws Exception {
		LaunchPlan.Planner planner = planner(new SampleOptions(),
				new ModelDirectory(this.directory, new ModelCatalog(List.of())), engine())
			.serving(Purpose.EMBEDDINGS);
		Path model = TestModel.write(this.directory.resolve("tiny.gguf"));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> planner.plan(new ModelReference.File(model)))
			.withMessage("Model file '%s' was not made for embeddings: it does not say how the vectors of its tokens "
					+ "become one, and embedded engine (llama.cpp) cannot choose; it runs on llama-server (llama.cpp)",
					model)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
	}

	@Test
	void namedServerThatMakesNoEmbeddingsIsRefusedForThem() {
		LaunchPlan.Planner planner = planner(new SampleOptions().binary(this.shimmy),
				new ModelDirectory(this.directory, new ModelCatalog(List.of())), null)
			.serving(Purpose.EMBEDDINGS);
		Path model = TestModel.write(this.directory.resolve("tiny.gguf"));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> planner.plan(new ModelReference.File(model)))
			.withMessageContaining("makes no embeddings")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE));
	}

	/** Shimmy 1.x has 4,096 tokens and no option for more. */
	@Test
	void serverWithASmallerContextThanRequestedIsPassedOver() throws Exception {
		FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		Path llamaServer = FakeShimmyBinary.llamaServer().install(this.shimmy.getParent());
		LaunchPlan plan = plan(new SampleOptions().contextSize(8192), null);
		assertThat(plan.binary().path()).isEqualTo(llamaServer);
		assertThat(plan.context().tokens()).isEqualTo(8192);
		assertThat(plan.skipped()).containsExactly("'" + this.shimmy
				+ "' is shimmy 1.x (llama.cpp), which has a context of 4,096 tokens; the context size is 8,192");
		assertThat(plan(new SampleOptions().contextSize(4096), null).binary().capabilities())
			.isEqualTo(ServerCapabilities.SHIMMY_1);
	}

	@Test
	void serverWithASmallerContextIsTakenIfThereIsNoOtherAndLessWillDo() throws Exception {
		FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		SampleOptions options = new SampleOptions().context(ContextRequest.upTo(16_384));
		assertThat(plan(options, null).binary().capabilities()).isEqualTo(ServerCapabilities.SHIMMY_1);
		Path llamaServer = FakeShimmyBinary.llamaServer().install(this.shimmy.getParent());
		LaunchPlan plan = plan(options, null);
		assertThat(plan.binary().path()).isEqualTo(llamaServer);
		assertThat(plan.context().tokens()).isLessThanOrEqualTo(16_384);
		assertThat(plan.skipped()).singleElement().asString().endsWith("the context size is up to 16,384");
	}

	@Test
	void architectureThatTheEmbeddedEngineDoesNotKnowIsLeftToShimmy() throws Exception {
		Path model = TestModel.writeWithTemplate(this.directory.resolve("q.gguf"), "qwen3", TemplateTexts.CHATML);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> plan(model, new SampleOptions(), engine()))
			.withMessageContainingAll("needs a GPU", "embedded engine (llama.cpp) cannot run models of architecture",
					"it runs on shimmy 1.x (llama.cpp), shimmy 2.x (wgpu)");
		FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		assertThat(plan(model, new SampleOptions(), engine()).binary().capabilities())
			.isEqualTo(ServerCapabilities.SHIMMY_1);
	}

	@Test
	void wordsOfTheLinkFollowTheHeaderAndNotTheName() throws Exception {
		FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		Path chatml = TestModel.writeWithTemplate(this.directory.resolve("Hermes-Llama.gguf"), "llama",
				TemplateTexts.CHATML);
		assertThat(plan(chatml, new SampleOptions(), null).templateWords()).isEmpty();
		Path llama = TestModel.writeWithTemplate(this.directory.resolve("Dolphin.gguf"), "llama",
				TemplateTexts.LLAMA_3);
		assertThat(plan(llama, new SampleOptions(), null).templateWords()).containsExactly("llama");
		Path base = TestModel.write(this.directory.resolve("Llama-3.gguf"));
		assertThat(plan(base, new SampleOptions(), null).templateWords()).containsExactly("llama");
	}

	@Test
	void modelOfARegistryThatLooksAtNoHeaderIsLookedAtBeforeTheLaunch() throws Exception {
		FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		Path gemma = TestModel.writeWithTemplate(this.directory.resolve("g.gguf"), "gemma3", TemplateTexts.GEMMA);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> plan(catalogOf(gemma), null))
			.withMessageContaining("Gemma")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
		Path none = this.directory.resolve("none.gguf");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> plan(
					new UsersRegistry((model) -> new ModelLocation.Present(new ModelFile("none", none, 1))), null))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.MODEL_NOT_FOUND));
	}

	@Test
	void modelIsLookedUpAndReadOnceHoweverManyProgramsThereAre() throws Exception {
		FakeShimmyBinary.version("1.7.4").install(this.shimmy.getParent());
		Path file = TestModel.writeWithTemplate(this.directory.resolve("q.gguf"), "gemma3", TemplateTexts.GEMMA);
		ModelDirectory models = new ModelDirectory(this.directory, new ModelCatalog(List.of()));
		UsersRegistry registry = new UsersRegistry((model) -> {
			ModelLocation found = models.locate(model);
			overwrite(file);
			return found;
		});
		LaunchPlan plan = plan(registry, engine());
		assertThat(plan.skipped()).hasSize(1);
		assertThat(plan.needs().template()).isEqualTo(ChatTemplate.GEMMA);
		assertThat(registry.located()).containsExactly("q");
	}

	@Test
	void planIsCurrentUntilTheProgramOrTheModelChanges() throws Exception {
		Path model = TestModel.write(this.directory.resolve("tiny.gguf"));
		LaunchPlan plan = plan(model, new SampleOptions().binary(this.shimmy), null);
		assertThat(plan.isCurrent()).isTrue();
		FileTime written = Files.getLastModifiedTime(model);
		for (Path file : List.of(model, this.shimmy)) {
			FileTime before = Files.getLastModifiedTime(file);
			Files.setLastModifiedTime(file, FileTime.fromMillis(written.toMillis() - 60_000));
			assertThat(plan.isCurrent()).isFalse();
			Files.setLastModifiedTime(file, before);
			assertThat(plan.isCurrent()).isTrue();
		}
		Files.delete(model);
		assertThat(plan.isCurrent()).isFalse();
	}

	private static void overwrite(Path file) {
		try {
			Files.writeString(file, "no model any more");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A registry that believes its catalog, which says less of a file than its header.
	 */
	private ModelRegistry catalogOf(Path file) throws IOException {
		ModelCatalog.Variant variant = new ModelCatalog.Variant("g.gguf", Files.size(file), Sha256.of(file),
				Set.of("F32"), List.of(SourceReference.parse("hf:owner/g/g.gguf")));
		return new ModelDirectory(this.directory, new ModelCatalog(
				List.of(new ModelCatalog.Entry("q", "mit", null, 2048, null, ChatTemplate.NONE, List.of(variant)))));
	}

	private LaunchPlan plan(ModelRegistry registry, EmbeddedEngine engine) throws InterruptedException {
		return planner(new SampleOptions(), registry, engine).plan(new ModelReference.Name("q"));
	}

	private EmbeddedEngine engine() throws IOException {
		EngineOnClassPath packaged = new EngineOnClassPath(this.directory.resolve("classes"));
		return EmbeddedEngine.find(packaged.asFolder(), this.directory).orElseThrow();
	}

	private LaunchPlan plan(SampleOptions options, EmbeddedEngine engine) throws InterruptedException {
		return plan(TestModel.write(this.directory.resolve("tiny.gguf")), options, engine);
	}

	private LaunchPlan plan(Path model, SampleOptions options, EmbeddedEngine engine) throws InterruptedException {
		return planner(options, new ModelDirectory(this.directory, new ModelCatalog(List.of())), engine)
			.plan(new ModelReference.File(model));
	}

	private LaunchPlan.Planner planner(SampleOptions options, ModelRegistry registry, EmbeddedEngine engine) {
		BinaryLocator binaries = new BinaryLocator(Map.of("PATH", this.shimmy.getParent().toString()),
				this.directory.resolve("binaries"), ProcessLauncher.system(), engine);
		return new LaunchPlan.Planner(options.build().binary(), binaries, registry, (wanted, file, progress) -> {
		}, this.accelerators, Contexts.of(options.build().contextSize()));
	}

}
