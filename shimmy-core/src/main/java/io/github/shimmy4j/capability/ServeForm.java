package io.github.shimmy4j.capability;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a server kind is told what to serve, and where it shows that it is ours.
 *
 * @param arguments arguments of every launch; {@link #ADDRESS}, {@link #PORT},
 * {@link #MODELS}, {@link #MODEL} and {@link #SLOTS} in them are replaced
 * @param keyVariable environment variable for the key of the launch; empty if the server
 * checks no key
 * @param nameVariable environment variable for the id under which the server lists the
 * model; empty if it takes the name of the model's file
 * @param keyedPath path that answers 401 to a wrong key; empty if the server checks none
 * @param propertiesPath path whose answer is read as {@link ServerProperties} once the
 * server is ready; empty if there is none
 * @param contextArguments flags for the context, each with its value, in which
 * {@link #CONTEXT}, {@link #TOTAL_CONTEXT}, {@link #PROMPT_CACHE} and
 * {@link #KEPT_PROMPTS} are replaced; empty if the server cannot be told one
 * @param keepsWindows whether the cache of layers with a sliding window holds only that
 * window; otherwise it holds every token
 * @param gpuArguments for each GPU mode that the server can be told of, the arguments
 * @param embeddingArguments arguments of a server for embeddings; empty if it makes none
 * @param poolingArguments arguments for embeddings of a model that does not say how the
 * vectors of its tokens become one
 * @param projectorArguments arguments for a projector, in which {@link #PROJECTOR} is
 * replaced; empty if the server takes none
 */
public record ServeForm(List<String> arguments, String keyVariable, String nameVariable, String keyedPath,
		String propertiesPath, List<String> contextArguments, boolean keepsWindows,
		Map<String, List<String>> gpuArguments, List<String> embeddingArguments, List<String> poolingArguments,
		List<String> projectorArguments) {

	/** Stands for the loopback address with the port. */
	public static final String ADDRESS = "{address}";

	/** Stands for the loopback port. */
	public static final String PORT = "{port}";

	/** Stands for a directory with a link to the model, named by the id of the launch. */
	public static final String MODELS = "{models}";

	/** Stands for the model's file. */
	public static final String MODEL = "{model}";

	/** Stands for the file of the projector. */
	public static final String PROJECTOR = "{projector}";

	/** Stands for the tokens of one request with its answer. */
	public static final String CONTEXT = "{context}";

	/** Stands for the tokens of all slots together. */
	public static final String TOTAL_CONTEXT = "{total-context}";

	/** Stands for the MiB of prompts that the server may keep beside its slots. */
	public static final String PROMPT_CACHE = "{prompt-cache}";

	/** Stands for the number of prompts that the server may keep beside its slots. */
	public static final String KEPT_PROMPTS = "{kept-prompts}";

	/** Stands for the number of generations that may run at the same time. */
	public static final String SLOTS = "{slots}";

	/**
	 * Shimmy's. It scans a directory; with {@code --model-path}, 1.x picks the wrong chat
	 * template.
	 */
	private static final List<String> SHIMMY = List.of("serve", "--bind", ADDRESS, "--model-dirs", MODELS);

	static final ServeForm SHIMMY_1 = new ServeForm(SHIMMY, "", "", "", "", List.of(), false,
			gpuBackends("cpu", "cuda", "vulkan", "opencl"), List.of(), List.of(), List.of());

	static final ServeForm SHIMMY_2 = new ServeForm(SHIMMY, "SHIMMY_API_KEY", "", "/v1/models", "", List.of(), false,
			Map.of(), List.of(), List.of(), List.of());

	/** The embedded engine's: shimmy's, and options of its own. */
	static final ServeForm EMBEDDED = new ServeForm(SHIMMY, "SHIMMY_API_KEY", "", "/v1/models", "",
			List.of("--ctx", CONTEXT, "--keep", KEPT_PROMPTS), false, Map.of(), List.of("--embeddings"), List.of(),
			List.of());

	/**
	 * llama-server's. The name and the key are no arguments, which every user of the
	 * machine can read. It is told to log the device of the model, to load nothing from
	 * the network, and how many prompts to keep beside its slots: by default they may
	 * take 8 GiB. For embeddings, a whole text must fit into one batch.
	 */
	static final ServeForm LLAMA_SERVER = new ServeForm(
			List.of("--host", "127.0.0.1", "--port", PORT, "--model", MODEL, "--parallel", SLOTS, "--log-verbosity",
					"4", "--offline"),
			"LLAMA_API_KEY", "LLAMA_ARG_ALIAS", "/props", "/props",
			List.of("--ctx-size", TOTAL_CONTEXT, "--cache-ram", PROMPT_CACHE), true,
			Map.of("cpu", List.of("--device", "none")),
			List.of("--embeddings", "--batch-size", CONTEXT, "--ubatch-size", CONTEXT), List.of("--pooling", "mean"),
			List.of("--mmproj", PROJECTOR));

	public ServeForm {
		arguments = List.copyOf(arguments);
		contextArguments = List.copyOf(contextArguments);
		gpuArguments = Map.copyOf(gpuArguments);
		embeddingArguments = List.copyOf(embeddingArguments);
		poolingArguments = List.copyOf(poolingArguments);
		projectorArguments = List.copyOf(projectorArguments);
	}

	private static Map<String, List<String>> gpuBackends(String... modes) {
		return Stream.of(modes)
			.collect(Collectors.toMap(Function.identity(), (mode) -> List.of("--gpu-backend", mode)));
	}

	/** Whether the server can be told a context. */
	public boolean takesContext() {
		return !this.contextArguments.isEmpty();
	}

	/** Whether the server can be launched for a task. */
	public boolean serves(ServerTask task) {
		return task == ServerTask.CHAT || !this.embeddingArguments.isEmpty();
	}

	/** Whether the server takes a projector. */
	public boolean takesProjector() {
		return !this.projectorArguments.isEmpty();
	}

	/** Whether the server checks the key of the launch. */
	public boolean checksKey() {
		return !this.keyVariable.isEmpty();
	}

}
