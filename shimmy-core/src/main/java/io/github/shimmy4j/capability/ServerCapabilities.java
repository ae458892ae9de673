package io.github.shimmy4j.capability;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one generation of the server takes, does and cannot do. The supervisor, the chat
 * model and the documentation read it; nothing else may ask which version is running.
 *
 * @param generation name for people
 * @param gpuBackends values that {@code --gpu-backend} understands; empty = the server
 * chooses by itself and is not told
 * @param environment variables that every launch gets
 * @param concurrencyFlag argument that tells the server to run more generations at once
 * than {@code maxConcurrent}; empty if it is not told
 * @param apiKeys whether the server checks the key in {@code SHIMMY_API_KEY}
 * @param templateWords words of a model's name that steer its chat template, for the name
 * of the link that the server scans
 * @param delivery how a streamed answer arrives
 * @param cancelsOnDisconnect whether a generation ends when its client goes away
 * @param healthWhileGenerating whether {@code /health} answers during a generation
 * @param maxConcurrent generations that may run at once
 * @param limits how much one generation may process
 * @param features what requests may ask for
 * @param models which models it can run
 * @param listsAsJson whether {@code list --json} prints the models as JSON
 * @param needsGpu whether it cannot generate without a GPU
 * @param acceleratorEvidence pattern on a line of output whose first group names the
 * device that the model was loaded on
 */
public record ServerCapabilities(String generation, Set<String> gpuBackends, Map<String, String> environment,
		String concurrencyFlag, boolean apiKeys, TemplateWords templateWords, TokenDelivery delivery,
		boolean cancelsOnDisconnect, boolean healthWhileGenerating, int maxConcurrent, GenerationLimits limits,
		Set<Feature> features, RunnableModels models, boolean listsAsJson, boolean needsGpu,
		Pattern acceleratorEvidence) {

	/** How many async workers a server written in Rust has. */
	private static final String WORKERS = "TOKIO_WORKER_THREADS";

	/**
	 * Default of axum, which shimmy leaves as it is; the embedded engine does as shimmy.
	 */
	private static final long BODY_BYTES = 2 * 1024 * 1024;

	/** Workers that are left for {@code /health} while all others generate. */
	private static final int SPARE_WORKERS = 2;

	/**
	 * Shimmy 1.x: llama.cpp, a fresh load for every request. The context is fixed; a
	 * prompt of more than 2048 tokens aborts the process. A generation blocks an async
	 * worker, so there must be more of those than generations for {@code /health} to
	 * answer; and even then it is silent during some generations, namely where the
	 * blocked worker was the one that waits for the network for all of them. A name with
	 * "llama" in it gets Llama 3's template, any other ChatML.
	 */
	public static final ServerCapabilities SHIMMY_1 = new ServerCapabilities("shimmy 1.x (llama.cpp)",
			Set.of("cpu", "cuda", "vulkan", "opencl"), Map.of(WORKERS, "8"), "", false,
			new TemplateWords(List.of("llama"), Map.of(ChatTemplate.LLAMA_3, "llama", ChatTemplate.CHATML, "")),
			TokenDelivery.BURST, false, false, 2, new GenerationLimits(4096, 2048, 8, BODY_BYTES), Set.of(),
			KnownModels.SHIMMY_1, false, false, Pattern.compile("load_tensors:\\s+(\\S+) model buffer size"));

	/**
	 * Shimmy 2.x: wgpu, one model for ever. Its budget of 1000 facts is spent at 2 a
	 * prompt token, 2 a distinct prompt token and 4 a generated one, 7 being fixed;
	 * taking every prompt token as distinct, prompt + answer may be 248. Words of a name
	 * switch a model's thinking off.
	 */
	public static final ServerCapabilities SHIMMY_2 = new ServerCapabilities("shimmy 2.x (wgpu)", Set.of(), Map.of(),
			"", true, new TemplateWords(List.of("qwen", "qwq", "deepseek-r1", "llama"), Map.of()),
			TokenDelivery.INCREMENTAL, false, true, 1, new GenerationLimits(248, 150, 12, BODY_BYTES), Set.of(),
			KnownModels.SHIMMY_2, false, true, Pattern.compile("\\[GpuRuntime] Selected adapter: (.+)$"));

	/**
	 * The engine that comes with shimmy4j: llama.cpp in a JVM of its own. It counts the
	 * tokens of a prompt itself and refuses what does not fit, so no limit is known here.
	 * Its threads wait for each other spinning: without a bound on that, one other busy
	 * process makes it many times slower.
	 */
	public static final ServerCapabilities EMBEDDED = new ServerCapabilities("embedded engine (llama.cpp)", Set.of(),
			Map.of("GOMP_SPINCOUNT", "2000"), "--parallel", true, TemplateWords.NONE, TokenDelivery.INCREMENTAL, true,
			true, 2, GenerationLimits.ofBody(BODY_BYTES), Set.of(Feature.RESPONSE_FORMAT, Feature.PLAIN_CONTENT),
			KnownModels.EMBEDDED, true, false, Pattern.compile("load_tensors:\\s+(\\S+) model buffer size"));

	/**
	 * A server that is not ours to know, taken at OpenAI's word, but for the content of
	 * messages: llama-server, vLLM and Ollama obey control tokens in it.
	 */
	public static final ServerCapabilities OPENAI = new ServerCapabilities("OpenAI-compatible", Set.of(), Map.of(), "",
			true, TemplateWords.NONE, TokenDelivery.INCREMENTAL, true, true, Integer.MAX_VALUE,
			GenerationLimits.UNKNOWN, Set.copyOf(EnumSet.complementOf(EnumSet.of(Feature.PLAIN_CONTENT))),
			RunnableModels.ALL, false, false, Pattern.compile("(?!)()"));

	public ServerCapabilities {
		gpuBackends = Set.copyOf(gpuBackends);
		environment = Map.copyOf(environment);
		features = Set.copyOf(features);
		if (maxConcurrent < 1) {
			throw new IllegalArgumentException("maxConcurrent must be at least 1: " + maxConcurrent);
		}
	}

	/**
	 * The record of a version.
	 * @param version what the binary, or {@code /health}, says
	 * @return the record, or empty for a generation that is not known
	 */
	public static Optional<ServerCapabilities> of(ServerVersion version) {
		return switch (version.major()) {
			case 1 -> Optional.of(SHIMMY_1);
			case 2 -> Optional.of(SHIMMY_2);
			default -> Optional.empty();
		};
	}

	/**
	 * The variables that every launch gets, where so many generations may run at once.
	 * @param generations how many; 0 = as many as it can
	 * @return {@link #environment()}, with more workers where they would be too few
	 */
	public Map<String, String> environmentFor(int generations) {
		Map<String, String> fitted = new HashMap<>(this.environment);
		fitted.computeIfPresent(WORKERS, (name, workers) -> String
			.valueOf(Math.max(Integer.parseInt(workers), (long) generations + SPARE_WORKERS)));
		return fitted;
	}

	/**
	 * The arguments that a launch gets, where so many generations may run at once.
	 * @param generations how many; 0 = as many as it can
	 * @return arguments; none where the server need not be told
	 */
	public List<String> argumentsFor(int generations) {
		boolean told = !this.concurrencyFlag.isEmpty() && generations > this.maxConcurrent;
		return told ? List.of(this.concurrencyFlag, String.valueOf(generations)) : List.of();
	}

	/**
	 * Whether requests may ask for something.
	 * @param feature what they ask for
	 * @return true if the server honours it
	 */
	public boolean supports(Feature feature) {
		return this.features.contains(feature);
	}

	/**
	 * Generations that shimmy4j can launch and that run a model.
	 * @param needs what the model asks of a server
	 * @return their names
	 */
	public static List<String> generationsFor(ModelNeeds needs) {
		return Stream.of(SHIMMY_1, SHIMMY_2, EMBEDDED)
			.filter((server) -> server.models().objections(needs).isEmpty())
			.map(ServerCapabilities::generation)
			.toList();
	}

}
