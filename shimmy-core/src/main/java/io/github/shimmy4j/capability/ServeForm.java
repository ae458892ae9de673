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
 * @param contextArguments arguments for the context, in which {@link #CONTEXT} and
 * {@link #TOTAL_CONTEXT} are replaced; empty if the server cannot be told one
 * @param needsContext whether the server is told a context even if none is requested
 * @param gpuArguments for each GPU mode that the server can be told of, the arguments
 */
public record ServeForm(List<String> arguments, String keyVariable, String nameVariable, String keyedPath,
		String propertiesPath, List<String> contextArguments, boolean needsContext,
		Map<String, List<String>> gpuArguments) {

	/** Stands for the loopback address with the port. */
	public static final String ADDRESS = "{address}";

	/** Stands for the loopback port. */
	public static final String PORT = "{port}";

	/** Stands for a directory with a link to the model, named by the id of the launch. */
	public static final String MODELS = "{models}";

	/** Stands for the model's file. */
	public static final String MODEL = "{model}";

	/** Stands for the tokens of one request with its answer. */
	public static final String CONTEXT = "{context}";

	/** Stands for the tokens of all slots together. */
	public static final String TOTAL_CONTEXT = "{total-context}";

	/** Stands for the number of generations that may run at the same time. */
	public static final String SLOTS = "{slots}";

	/**
	 * Shimmy's. It scans a directory; with {@code --model-path}, 1.x picks the wrong chat
	 * template.
	 */
	private static final List<String> SHIMMY = List.of("serve", "--bind", ADDRESS, "--model-dirs", MODELS);

	static final ServeForm SHIMMY_1 = new ServeForm(SHIMMY, "", "", "", "", List.of(), false,
			gpuBackends("cpu", "cuda", "vulkan", "opencl"));

	static final ServeForm SHIMMY_2 = new ServeForm(SHIMMY, "SHIMMY_API_KEY", "", "/v1/models", "", List.of(), false,
			Map.of());

	/** The embedded engine's: shimmy's, and an option of its own. */
	static final ServeForm EMBEDDED = new ServeForm(SHIMMY, "SHIMMY_API_KEY", "", "/v1/models", "",
			List.of("--ctx", CONTEXT), false, Map.of());

	/**
	 * llama-server's. The name and the key are no arguments, which every user of the
	 * machine can read. It is told to log the device of the model, to load nothing from
	 * the network, and to keep no prompts beside its slots: by default they may take 8
	 * GiB.
	 */
	static final ServeForm LLAMA_SERVER = new ServeForm(
			List.of("--host", "127.0.0.1", "--port", PORT, "--model", MODEL, "--parallel", SLOTS, "--log-verbosity",
					"4", "--offline", "--no-ui", "--cache-ram", "0"),
			"LLAMA_API_KEY", "LLAMA_ARG_ALIAS", "/props", "/props", List.of("--ctx-size", TOTAL_CONTEXT), true,
			Map.of("cpu", List.of("--device", "none")));

	public ServeForm {
		arguments = List.copyOf(arguments);
		contextArguments = List.copyOf(contextArguments);
		gpuArguments = Map.copyOf(gpuArguments);
	}

	private static Map<String, List<String>> gpuBackends(String... modes) {
		return Stream.of(modes)
			.collect(Collectors.toMap(Function.identity(), (mode) -> List.of("--gpu-backend", mode)));
	}

	/** Whether the server can be told a context. */
	public boolean takesContext() {
		return !this.contextArguments.isEmpty();
	}

	/** Whether the server checks the key of the launch. */
	public boolean checksKey() {
		return !this.keyVariable.isEmpty();
	}

}
