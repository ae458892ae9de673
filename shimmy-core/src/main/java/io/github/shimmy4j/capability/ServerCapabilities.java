package io.github.shimmy4j.capability;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one server kind accepts, does and cannot do. The supervisor, the chat model and
 * the documentation read it; no other code may ask which version is running.
 *
 * @param kind name of the server kind, for people
 * @param form how it is told what to serve
 * @param environment variables that every launch gets
 * @param concurrencyFlag argument that raises {@code maxConcurrent}; empty if none does
 * @param templateWords words in a model's name that select its chat template
 * @param delivery how a streamed answer arrives
 * @param cancelsOnDisconnect whether a generation ends when its client disconnects
 * @param healthWhileGenerating whether {@code /health} answers during a generation
 * @param maxConcurrent most generations that run at the same time
 * @param limits how much one generation may process
 * @param features what requests may ask for
 * @param models which models the server can run
 * @param listsAsJson whether {@code list --json} prints the models as JSON
 * @param needsGpu whether the server cannot generate without a GPU
 * @param acceleratorEvidence pattern of an output line; group 1 names the model's device
 */
public record ServerCapabilities(String kind, ServeForm form, Map<String, String> environment, String concurrencyFlag,
		TemplateWords templateWords, TokenDelivery delivery, boolean cancelsOnDisconnect, boolean healthWhileGenerating,
		int maxConcurrent, GenerationLimits limits, Set<Feature> features, RunnableModels models, boolean listsAsJson,
		boolean needsGpu, Pattern acceleratorEvidence) {

	/** Number of async workers of a server written in Rust. */
	private static final String WORKERS = "TOKIO_WORKER_THREADS";

	/** The default of axum, which shimmy keeps; the embedded engine's limit too. */
	private static final long BODY_BYTES = 2 * 1024 * 1024;

	/** Workers that stay free for {@code /health} while the others generate. */
	private static final int SPARE_WORKERS = 2;

	/**
	 * Shimmy 1.x: llama.cpp, which loads the model again for every request. The context
	 * has a fixed size; a prompt of more than 2048 tokens aborts the process. A
	 * generation blocks one async worker, so {@code /health} answers only if there are
	 * more workers than generations. Even then it is silent during some generations:
	 * those that block the worker which waits for the network on behalf of all. A model
	 * whose name contains "llama" gets Llama 3's template, any other ChatML.
	 */
	public static final ServerCapabilities SHIMMY_1 = new ServerCapabilities("shimmy 1.x (llama.cpp)",
			ServeForm.SHIMMY_1, Map.of(WORKERS, "8"), "",
			new TemplateWords(List.of("llama"), Map.of(ChatTemplate.LLAMA_3, "llama", ChatTemplate.CHATML, "")),
			TokenDelivery.BURST, false, false, 2, new GenerationLimits(4096, 2048, 8, BODY_BYTES), Set.of(),
			RunnableModels.SHIMMY_1, false, false, Pattern.compile("load_tensors:\\s+(\\S+) model buffer size"));

	/**
	 * Shimmy 2.x: wgpu, one model for the life of the process. Its budget is 1000 facts:
	 * a fixed 7, 2 for each prompt token, 2 for each distinct prompt token and 4 for each
	 * generated token. If all prompt tokens are distinct, prompt and answer may have 248
	 * tokens. Certain words in the model's name switch off its thinking.
	 */
	public static final ServerCapabilities SHIMMY_2 = new ServerCapabilities("shimmy 2.x (wgpu)", ServeForm.SHIMMY_2,
			Map.of(), "", new TemplateWords(List.of("qwen", "qwq", "deepseek-r1", "llama"), Map.of()),
			TokenDelivery.INCREMENTAL, false, true, 1, new GenerationLimits(248, 150, 12, BODY_BYTES), Set.of(),
			RunnableModels.SHIMMY_2, false, true, Pattern.compile("\\[GpuRuntime] Selected adapter: (.+)$"));

	/**
	 * The engine that comes with shimmy4j: llama.cpp in a separate JVM. It counts the
	 * tokens of a prompt itself and refuses a prompt that does not fit, so no limit on
	 * tokens is set here. Its threads wait for each other by spinning: without
	 * {@code GOMP_SPINCOUNT}, one other busy process makes it many times slower.
	 */
	public static final ServerCapabilities EMBEDDED = new ServerCapabilities("embedded engine (llama.cpp)",
			ServeForm.EMBEDDED, Map.of("GOMP_SPINCOUNT", "2000"), "--parallel", TemplateWords.NONE,
			TokenDelivery.INCREMENTAL, true, true, 2, GenerationLimits.ofBody(BODY_BYTES),
			Set.of(Feature.RESPONSE_FORMAT, Feature.PLAIN_CONTENT, Feature.TOOLS, Feature.NAMED_TOOL_CHOICE,
					Feature.TOOLS_WITH_FORMAT, Feature.EMBEDDINGS, Feature.TEXT_COMPLETIONS, Feature.PROMPT_COUNT,
					Feature.ANY_SCHEMA),
			RunnableModels.EMBEDDED, true, false, Pattern.compile("load_tensors:\\s+(\\S+) model buffer size"));

	/**
	 * llama.cpp's own server. It counts the tokens of a prompt itself and refuses a
	 * prompt that does not fit. Its context, its slots and whether the model's template
	 * has tools are read from {@code /props} once it is ready. It obeys control tokens in
	 * message content. It silently drops tools if the template has none, a tool choice
	 * that is a name, and {@code response_format} beside tools. It separates thinking
	 * from the answer, and passes {@code chat_template_kwargs} of a request to the
	 * template. It refuses some JSON schemas, and waits for ever or ends because of
	 * others. Its web page is switched off by a variable, because builds before b9174 end
	 * at the argument {@code --no-ui}.
	 */
	public static final ServerCapabilities LLAMA_SERVER = new ServerCapabilities("llama-server (llama.cpp)",
			ServeForm.LLAMA_SERVER, Map.of("GOMP_SPINCOUNT", "2000", "LLAMA_ARG_UI", "0"), "", TemplateWords.NONE,
			TokenDelivery.INCREMENTAL, true, true, 2, GenerationLimits.UNKNOWN,
			Set.of(Feature.RESPONSE_FORMAT, Feature.EMBEDDINGS, Feature.TEXT_COMPLETIONS,
					Feature.ANSWER_WITHOUT_THINKING, Feature.THINKING, Feature.LOGPROBS, Feature.PROMPT_TEXT),
			RunnableModels.ALL, false, false, Pattern.compile("load_tensors:\\s+(\\S+) model buffer size"));

	/**
	 * A server that shimmy4j does not know: it is expected to do all that OpenAI's
	 * protocol promises. The exception is {@link Feature#PLAIN_CONTENT}: llama-server,
	 * vLLM and Ollama obey control tokens in message content.
	 */
	public static final ServerCapabilities OPENAI = new ServerCapabilities("OpenAI-compatible", ServeForm.SHIMMY_2,
			Map.of(), "", TemplateWords.NONE, TokenDelivery.INCREMENTAL, true, true, Integer.MAX_VALUE,
			GenerationLimits.UNKNOWN, Set.copyOf(EnumSet.complementOf(EnumSet.of(Feature.PLAIN_CONTENT))),
			RunnableModels.ALL, false, false, Pattern.compile("(?!)()"));

	/**
	 * The daemon of shimmy4j, which knows its own server: it emulates or refuses what
	 * that one cannot do, and keeps control tokens out of message content.
	 */
	public static final ServerCapabilities DAEMON = new ServerCapabilities("daemon of shimmy4j", OPENAI.form, Map.of(),
			"", TemplateWords.NONE, TokenDelivery.INCREMENTAL, true, true, Integer.MAX_VALUE, GenerationLimits.UNKNOWN,
			EnumSet.allOf(Feature.class), RunnableModels.ALL, false, false, OPENAI.acceleratorEvidence);

	public ServerCapabilities {
		environment = Map.copyOf(environment);
		features = Set.copyOf(features);
		if (maxConcurrent < 1) {
			throw new IllegalArgumentException("maxConcurrent must be at least 1: " + maxConcurrent);
		}
	}

	/** The capabilities of a version; empty for an unknown major version. */
	public static Optional<ServerCapabilities> of(ServerVersion version) {
		if (version.program() == ServerProgram.LLAMA_SERVER) {
			return Optional.of(LLAMA_SERVER);
		}
		return switch (version.major()) {
			case 1 -> Optional.of(SHIMMY_1);
			case 2 -> Optional.of(SHIMMY_2);
			default -> Optional.empty();
		};
	}

	/**
	 * Gives the environment of a launch.
	 * @param generations most generations at the same time; 0 = as many as it can
	 * @return {@link #environment()}, with more workers if it has too few for so many
	 */
	public Map<String, String> environmentFor(int generations) {
		Map<String, String> fitted = new HashMap<>(this.environment);
		fitted.computeIfPresent(WORKERS, (name, workers) -> String
			.valueOf(Math.max(Integer.parseInt(workers), (long) generations + SPARE_WORKERS)));
		return fitted;
	}

	/**
	 * Gives the arguments of a launch.
	 * @param generations most generations at the same time; 0 = as many as it can
	 * @return arguments; empty if the server needs none
	 */
	public List<String> argumentsFor(int generations) {
		boolean told = !this.concurrencyFlag.isEmpty() && generations > 0 && generations != this.maxConcurrent;
		return told ? List.of(this.concurrencyFlag, String.valueOf(generations)) : List.of();
	}

	/**
	 * Adds what only the running server knows.
	 * @param properties what it says of itself
	 * @return these capabilities, with its slots, its context and its template's features
	 */
	public ServerCapabilities with(ServerProperties properties) {
		return new ServerCapabilities(this.kind, this.form, this.environment, this.concurrencyFlag, this.templateWords,
				this.delivery, this.cancelsOnDisconnect, this.healthWhileGenerating, properties.slots(),
				new GenerationLimits(properties.contextTokens(), this.limits.promptTokens(),
						this.limits.tokensPerMessage(), this.limits.bodyBytes()),
				properties.features(this.features), this.models, this.listsAsJson, this.needsGpu,
				this.acceleratorEvidence);
	}

	/**
	 * Adds what the model decides.
	 * @param thinking how the model thinks
	 * @return these capabilities for requests to that model
	 */
	public ServerCapabilities with(ModelThinking thinking) {
		return withFeatures(thinking.on(this.features));
	}

	private ServerCapabilities withFeatures(Set<Feature> features) {
		return new ServerCapabilities(this.kind, this.form, this.environment, this.concurrencyFlag, this.templateWords,
				this.delivery, this.cancelsOnDisconnect, this.healthWhileGenerating, this.maxConcurrent, this.limits,
				features, this.models, this.listsAsJson, this.needsGpu, this.acceleratorEvidence);
	}

	/** Whether the server honours a feature that a request asks for. */
	public boolean supports(Feature feature) {
		return this.features.contains(feature);
	}

	/**
	 * How requests with tools are fulfilled: by the server, or, if it can only follow a
	 * JSON schema, by a prompt and a schema of ours.
	 */
	public ToolSupport tools() {
		if (supports(Feature.TOOLS)) {
			return ToolSupport.NATIVE;
		}
		return supports(Feature.RESPONSE_FORMAT) ? ToolSupport.BY_SCHEMA : ToolSupport.NONE;
	}

	/**
	 * Whether requests for a feature are fulfilled, by the server or by us on its behalf.
	 */
	public boolean fulfils(Feature feature) {
		return (feature == Feature.TOOLS) ? tools() != ToolSupport.NONE : supports(feature);
	}

	/**
	 * Words for a feature that is not fulfilled.
	 * @param feature what a request asks for
	 * @return its description; for tools, with the server kinds that have them
	 */
	public String missing(Feature feature) {
		return (feature != Feature.TOOLS) ? feature.description()
				: "%s (these servers can: %s)".formatted(feature.description(),
						launchable().filter((server) -> server.fulfils(feature))
							.map(ServerCapabilities::kind)
							.collect(Collectors.joining(", ")));
	}

	/** Names of the server kinds that shimmy4j can launch and that run the model. */
	public static List<String> kindsFor(ModelNeeds needs) {
		return launchable().filter((server) -> server.models().objections(needs).isEmpty())
			.map(ServerCapabilities::kind)
			.toList();
	}

	private static Stream<ServerCapabilities> launchable() {
		return Stream.of(SHIMMY_1, SHIMMY_2, LLAMA_SERVER, EMBEDDED);
	}

}
