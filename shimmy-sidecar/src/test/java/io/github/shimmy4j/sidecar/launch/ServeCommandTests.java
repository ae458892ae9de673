package io.github.shimmy4j.sidecar.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ContextFacts;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.capability.KvCacheShape;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory.LaunchId;
import io.github.shimmy4j.text.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ServeCommand}: no process and no file is needed. */
class ServeCommandTests {

	private static final ShimmyBinary SHIMMY_1 = new ShimmyBinary(Path.of("/opt/shimmy"), new ServerVersion(1, 7, 4),
			ServerCapabilities.SHIMMY_1);

	private static final ShimmyBinary SHIMMY_2 = new ShimmyBinary(Path.of("/opt/shimmy"), new ServerVersion(2, 6, 5),
			ServerCapabilities.SHIMMY_2);

	private static final ShimmyBinary EMBEDDED = new ShimmyBinary(Path.of("/opt/engine"), new ServerVersion(0, 1, 0),
			ServerCapabilities.EMBEDDED);

	private static final ShimmyBinary LLAMA_SERVER = new ShimmyBinary(Path.of("/opt/llama-server"),
			ServerVersion.build(5899), ServerCapabilities.LLAMA_SERVER);

	private static final Path MODEL = Path.of("/models/Tiny.gguf");

	private static final LaunchId ID = new LaunchId("s4j-3f9c2a61d07be845");

	private static final LaunchDirectory DIRECTORY = new LaunchDirectory(Path.of("/run"), "launch-1");

	private static final Secret KEY = Secret.of("0123456789abcdef-key-of-this-launch");

	private static final Map<String, String> INHERITED = Map.of("PATH", "/bin", "LANG", "C");

	@Test
	void toSpecOfTheFirstGenerationBindsLoopbackAndScansThePrivateDirectory() {
		ProcessSpec spec = spec(SHIMMY_1, new SampleOptions(), null);
		assertThat(spec.command()).containsExactly("/opt/shimmy", "serve", "--bind", "127.0.0.1:11435", "--model-dirs",
				"/run/launch-1/gguf");
		assertThat(spec.workingDirectory()).isEqualTo(Path.of("/run/launch-1"));
		assertThat(spec.environment()).containsOnly(Map.entry("PATH", "/bin"), Map.entry("LANG", "C"),
				Map.entry("HOME", "/run/home"), Map.entry("USERPROFILE", "/run/home"),
				Map.entry("TOKIO_WORKER_THREADS", "8"));
		assertThat(spec.secrets()).isEmpty();
	}

	@Test
	void toSpecOfTheSecondGenerationHandsTheKeyOverAsASecretOnly() {
		ProcessSpec spec = spec(SHIMMY_2, new SampleOptions(), KEY);
		assertThat(spec.command()).containsExactly("/opt/shimmy", "serve", "--bind", "127.0.0.1:11435", "--model-dirs",
				"/run/launch-1/gguf");
		assertThat(spec.environment()).doesNotContainKeys("SHIMMY_API_KEY", "TOKIO_WORKER_THREADS");
		assertThat(spec.secrets()).containsExactly(Map.entry("SHIMMY_API_KEY", KEY));
		assertThat(spec.commandLine()).doesNotContain(KEY.reveal());
		assertThat(spec.toString()).doesNotContain(KEY.reveal());
	}

	/** Every user of the machine can read the arguments of a process. */
	@Test
	void toSpecOfLlamaServerHandsTheKeyAndTheIdOverInTheEnvironmentOnly() {
		ProcessSpec spec = spec(LLAMA_SERVER, new SampleOptions(), KEY);
		assertThat(spec.command()).startsWith("/opt/llama-server", "--host", "127.0.0.1", "--port", "11435", "--model",
				"/models/Tiny.gguf", "--parallel", "2");
		assertThat(spec.environment()).containsEntry("LLAMA_ARG_ALIAS", ID.value());
		assertThat(spec.secrets()).containsExactly(Map.entry("LLAMA_API_KEY", KEY));
		assertThat(spec.commandLine()).doesNotContain(KEY.reveal(), ID.value());
	}

	@Test
	void toSpecTellsTheContextInTheServersOwnWay() {
		ContextSize context = new ContextSize(8192, 3, ContextSize.Reason.REQUESTED, new ContextFacts(0, null, null));
		assertThat(command(LLAMA_SERVER, new SampleOptions(), KEY, context).toSpec().command())
			.containsSequence("--parallel", "3")
			.containsSequence("--ctx-size", "24576");
		assertThat(command(EMBEDDED, new SampleOptions(), KEY, context).toSpec().command()).endsWith("--ctx", "8192",
				"--keep", "0", "--parallel", "3");
		assertThat(command(SHIMMY_1, new SampleOptions(), null, context).toSpec().command()).doesNotContain("8192");
	}

	/** Issue 15: a talk that had lost its slot was read again. */
	@Test
	void toSpecOfTheEngineKeepsPromptsBesideItsSlots() {
		ContextSize context = ContextSize.decide(null,
				new ContextFacts(8192, new KvCacheShape(23_040, 0, 0), 10L << 30), 2);
		assertThat(command(EMBEDDED, new SampleOptions(), KEY, context).toSpec().command()).containsSequence("--keep",
				"2");
		assertThat(command(EMBEDDED, new SampleOptions().arguments("--keep", "5"), KEY, context).toSpec().command())
			.containsSequence("--keep", "5")
			.doesNotContainSequence("--keep", "2");
	}

	/** By default it keeps 8 GiB. */
	@Test
	void toSpecOfLlamaServerBoundsThePromptsBesideItsSlots() {
		ContextFacts facts = new ContextFacts(8192, new KvCacheShape(23_040, 0, 0), 4360 * Bytes.MEBIBYTE);
		ContextSize known = new ContextSize(8192, 2, ContextSize.Reason.TRAINED, facts);
		assertThat(command(LLAMA_SERVER, new SampleOptions(), KEY, known).toSpec().command())
			.containsSequence("--cache-ram", "500");
		ContextSize unknown = new ContextSize(4096, 1, ContextSize.Reason.UNKNOWN, new ContextFacts(0, null, null));
		assertThat(command(LLAMA_SERVER, new SampleOptions(), KEY, unknown).toSpec().command())
			.containsSequence("--cache-ram", "0");
	}

	@Test
	void toSpecTellsTheLoaderOfTheLibrariesBesideTheProgram() {
		ShimmyBinary unpacked = new ShimmyBinary(List.of("/opt/llama/llama-server"), ServerVersion.build(10_964),
				ServerCapabilities.LLAMA_SERVER, Path.of("/opt/llama"));
		assertThat(spec(unpacked, new SampleOptions(), KEY).environment()).containsEntry("LD_LIBRARY_PATH",
				"/opt/llama");
		assertThat(
				spec(unpacked, new SampleOptions().environment(Map.of("LD_LIBRARY_PATH", "/mine")), KEY).environment())
			.containsEntry("LD_LIBRARY_PATH", "/mine");
		assertThat(spec(LLAMA_SERVER, new SampleOptions(), KEY).environment()).doesNotContainKey("LD_LIBRARY_PATH");
	}

	@Test
	void toSpecOfLlamaServerTellsItTheSlotsAndTheProcessor() {
		assertThat(spec(LLAMA_SERVER, generations(4), KEY).command()).containsSequence("--parallel", "4");
		assertThat(spec(LLAMA_SERVER, new SampleOptions().gpuMode(GpuMode.CPU), KEY).command()).endsWith("--device",
				"none");
		assertThat(spec(LLAMA_SERVER, new SampleOptions().arguments("--ctx-size", "512"), KEY).command())
			.endsWith("--ctx-size", "512");
	}

	@ParameterizedTest
	@EnumSource(names = { "CPU", "CUDA", "VULKAN", "OPENCL" })
	void toSpecOfTheFirstGenerationTellsItTheAcceleratorsThatItKnows(GpuMode mode) {
		SampleOptions options = new SampleOptions().gpuMode(mode);
		assertThat(spec(SHIMMY_1, options, null).command()).endsWith("--gpu-backend", mode.id());
		assertThat(command(SHIMMY_1, options, null).ignoredGpuMode()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "METAL", "MLX" })
	void toSpecOfTheFirstGenerationLeavesOutAcceleratorsThatItDoesNotKnowAndSaysSo(GpuMode mode) {
		SampleOptions options = new SampleOptions().gpuMode(mode);
		assertThat(spec(SHIMMY_1, options, null).command()).doesNotContain("--gpu-backend");
		assertThat(command(SHIMMY_1, options, null).ignoredGpuMode()).hasValueSatisfying(
				(notice) -> assertThat(notice).contains("GPU mode '" + mode.id() + "'", "[cpu, cuda, opencl, vulkan]"));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void toSpecOfTheSecondGenerationIsNotToldAnAcceleratorAndSaysSo(GpuMode mode) {
		SampleOptions options = new SampleOptions().gpuMode(mode);
		assertThat(spec(SHIMMY_2, options, KEY).command()).doesNotContain("--gpu-backend");
		assertThat(command(SHIMMY_2, options, KEY).ignoredGpuMode())
			.hasValueSatisfying((notice) -> assertThat(notice).contains("no choice of accelerator"));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void toSpecOfTheEmbeddedEngineIsNotToldAnAcceleratorAndSaysSo(GpuMode mode) {
		SampleOptions options = new SampleOptions().gpuMode(mode);
		assertThat(spec(EMBEDDED, options, KEY).command()).doesNotContain("--gpu-backend");
		assertThat(command(EMBEDDED, options, KEY).ignoredGpuMode())
			.hasValueSatisfying((notice) -> assertThat(notice).contains("embedded engine", "no choice of accelerator"));
	}

	@Test
	void toSpecWithoutAWishTellsNoServerAnAccelerator() {
		assertThat(spec(SHIMMY_1, new SampleOptions(), null).command()).doesNotContain("--gpu-backend");
		assertThat(spec(SHIMMY_2, new SampleOptions(), KEY).command()).doesNotContain("--gpu-backend");
		assertThat(spec(EMBEDDED, new SampleOptions(), KEY).command()).doesNotContain("--gpu-backend");
	}

	@Test
	void ignoredGpuModeWithoutAWishIsEmpty() {
		assertThat(command(SHIMMY_1, new SampleOptions(), null).ignoredGpuMode()).isEmpty();
		assertThat(command(SHIMMY_2, new SampleOptions(), KEY).ignoredGpuMode()).isEmpty();
		assertThat(command(EMBEDDED, new SampleOptions(), KEY).ignoredGpuMode()).isEmpty();
	}

	@Test
	void toSpecAppendsTheUsersArguments() {
		assertThat(spec(SHIMMY_1, new SampleOptions().arguments("--n-cpu-moe", "4"), null).command())
			.endsWith("/run/launch-1/gguf", "--n-cpu-moe", "4");
	}

	@Test
	void toSpecWhenTheUserBeginsWithTheSubcommandDoesNotRepeatIt() {
		List<String> command = spec(SHIMMY_1, new SampleOptions().arguments("serve", "--cpu-moe"), null).command();
		assertThat(command).containsOnlyOnce("serve").endsWith("--cpu-moe");
	}

	/** A generation keeps a worker from anything else, also from answering /health. */
	@ParameterizedTest
	@CsvSource({ "0,8", "1,8", "6,8", "7,9", "20,22" })
	void toSpecOfTheFirstGenerationHasMoreWorkersThanGenerations(int generations, String workers) {
		SampleOptions options = generations(generations);
		assertThat(spec(SHIMMY_1, options, null).environment()).containsEntry("TOKIO_WORKER_THREADS", workers);
		assertThat(spec(SHIMMY_2, options, KEY).environment()).doesNotContainKey("TOKIO_WORKER_THREADS");
	}

	@Test
	void toSpecOfTheEmbeddedEngineTellsItOfMoreGenerationsThanItRunsByItself() {
		assertThat(spec(EMBEDDED, generations(4), KEY).command()).endsWith("--parallel", "4");
		assertThat(spec(EMBEDDED, generations(2), KEY).command()).doesNotContain("--parallel");
		assertThat(spec(SHIMMY_1, generations(4), null).command()).doesNotContain("--parallel");
	}

	@Test
	void toSpecLetsTheUsersOwnNumberOfGenerationsWin() {
		assertThat(spec(EMBEDDED, generations(4).arguments("--parallel=8"), KEY).command()).doesNotContain("--parallel")
			.endsWith("--parallel=8");
		assertThat(spec(EMBEDDED, generations(4).arguments("--parallel", "8"), KEY).command())
			.containsOnlyOnce("--parallel")
			.endsWith("--parallel", "8");
	}

	private static SampleOptions generations(int number) {
		return new SampleOptions().use(SampleOptions.uses(number, false, Duration.ZERO));
	}

	@Test
	void toSpecLetsTheUsersEnvironmentWin() {
		SampleOptions options = new SampleOptions()
			.environment(Map.of("TOKIO_WORKER_THREADS", "16", "HOME", "/mine", "LANG", "ko", "RUST_LOG", "info"));
		assertThat(spec(SHIMMY_1, options, null).environment()).contains(Map.entry("TOKIO_WORKER_THREADS", "16"),
				Map.entry("HOME", "/mine"), Map.entry("LANG", "ko"), Map.entry("RUST_LOG", "info"));
	}

	@Test
	void toSpecFillsTheContextIntoTheArgumentsOfThePurpose() {
		ContextSize context = new ContextSize(1024, 1, ContextSize.Reason.REQUESTED, new ContextFacts(0, null, null));
		List<String> purpose = LLAMA_SERVER.capabilities().form().embeddingArguments();
		assertThat(new ServeCommand(LLAMA_SERVER, new SampleOptions().build(), DIRECTORY, MODEL, ID, context, purpose,
				11435, KEY, INHERITED)
			.toSpec()
			.command()).containsSequence("--ctx-size", "1024")
			.containsSequence("--embeddings", "--batch-size", "1024", "--ubatch-size", "1024");
	}

	private static ProcessSpec spec(ShimmyBinary binary, SampleOptions options, Secret key) {
		return command(binary, options, key).toSpec();
	}

	private static ServeCommand command(ShimmyBinary binary, SampleOptions options, Secret key) {
		return command(binary, options, key, null);
	}

	private static ServeCommand command(ShimmyBinary binary, SampleOptions options, Secret key, ContextSize context) {
		return new ServeCommand(binary, options.build(), DIRECTORY, MODEL, ID, context, List.of(), 11435, key,
				INHERITED);
	}

}
