package io.github.shimmy4j.sidecar.launch;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.shimmy4j.capability.ServeForm;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.Setting;

/** Since when llama-server knows the arguments that every launch gives it. */
final class LlamaServerArguments {

	/** The month in which the change was merged, of those that older builds lack. */
	private static final Map<String, String> SINCE = Map.of("--cache-ram", "October 2025", "--offline", "May 2025");

	/** A build that was seen with all of them. */
	private static final String ENOUGH = "b9174";

	private LlamaServerArguments() {
	}

	/**
	 * Tells for an argument that the server does not know whether the user or shimmy4j
	 * gave it, and which builds know it.
	 */
	static String origin(String argument) {
		ServeForm form = ServerCapabilities.LLAMA_SERVER.form();
		boolean ours = Stream
			.of(Stream.of(form.arguments(), form.contextArguments(), form.embeddingArguments(), form.poolingArguments(),
					form.projectorArguments()), form.gpuArguments().values().stream())
			.flatMap(Function.identity())
			.anyMatch((given) -> given.contains(argument));
		if (!ours) {
			return "it is in the " + Setting.ARGUMENTS.words();
		}
		String month = SINCE.get(argument);
		String enough = "every llama-server from build %s on has all arguments of shimmy4j".formatted(ENOUGH);
		return (month != null) ? "llama-server has it since %s, and %s".formatted(month, enough) : enough;
	}

}
