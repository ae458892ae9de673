package io.github.shimmy4j.fake;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The flags of {@code llama-server} that the fake knows. */
enum LlamaFlag {

	HOST("LLAMA_ARG_HOST", true, "--host"),

	PORT("LLAMA_ARG_PORT", true, "--port"),

	MODEL("LLAMA_ARG_MODEL", true, "-m", "--model"),

	ALIAS("LLAMA_ARG_ALIAS", true, "-a", "--alias"),

	PARALLEL("LLAMA_ARG_N_PARALLEL", true, "-np", "--parallel"),

	CONTEXT("LLAMA_ARG_CTX_SIZE", true, "-c", "--ctx-size"),

	CACHE_RAM("LLAMA_ARG_CACHE_RAM", true, "-cram", "--cache-ram"),

	VERBOSITY("LLAMA_ARG_LOG_VERBOSITY", true, "-lv", "--verbosity", "--log-verbosity"),

	THREADS("LLAMA_ARG_THREADS", true, "-t", "--threads"),

	GPU_LAYERS("LLAMA_ARG_N_GPU_LAYERS", true, "-ngl", "--gpu-layers", "--n-gpu-layers"),

	DEVICE("LLAMA_ARG_DEVICE", true, "-dev", "--device"),

	BATCH("LLAMA_ARG_BATCH", true, "-b", "--batch-size"),

	UBATCH("LLAMA_ARG_UBATCH", true, "-ub", "--ubatch-size"),

	POOLING("LLAMA_ARG_POOLING", true, "--pooling"),

	PROJECTOR("LLAMA_ARG_MMPROJ", true, "-mm", "--mmproj"),

	EMBEDDINGS("LLAMA_ARG_EMBEDDINGS", false, "--embedding", "--embeddings"),

	KEY("LLAMA_API_KEY", true, "--api-key"),

	TEMPLATE_FILE("LLAMA_ARG_CHAT_TEMPLATE_FILE", true, "--chat-template-file"),

	UI("LLAMA_ARG_UI", false, "--ui", "--webui", "--no-ui", "--no-webui"),

	OFFLINE("LLAMA_ARG_OFFLINE", false, "--offline");

	private static final List<LlamaFlag> NUMBERS = List.of(PORT, PARALLEL, CONTEXT, CACHE_RAM, VERBOSITY, THREADS,
			BATCH, UBATCH);

	private static final List<String> BOOLEANS = List.of("on", "enabled", "true", "1", "off", "disabled", "false", "0");

	private final String variable;

	private final boolean takesValue;

	private final List<String> names;

	LlamaFlag(String variable, boolean takesValue, String... names) {
		this.variable = variable;
		this.takesValue = takesValue;
		this.names = List.of(names);
	}

	/**
	 * The flag with this name.
	 * @throws ExitException if there is none
	 */
	static LlamaFlag of(String name) {
		return Arrays.stream(values())
			.filter((flag) -> flag.names.contains(name))
			.findFirst()
			.orElseThrow(() -> new ExitException(1, "error: invalid argument: " + name));
	}

	String variable() {
		return this.variable;
	}

	boolean takesValue() {
		return this.takesValue;
	}

	String usage() {
		return "usage:\n%s VALUE\n%40s(env: %s)\n\n\nto show complete usage, run with -h"
			.formatted(String.join(", ", this.names), "", this.variable);
	}

	/** Refuses a value, null if there is none, that the real one cannot read. */
	void check(String source, String name, @Nullable String value, String usage) {
		String fault = fault(source, value);
		if (fault != null) {
			throw new ExitException(1,
					"error while handling %s \"%s\": %s\n\n%s".formatted(source, name, fault, usage));
		}
	}

	private @Nullable String fault(String source, @Nullable String value) {
		if (value == null) {
			return "expected value for argument";
		}
		if (NUMBERS.contains(this) && !value.matches("-?\\d{1,9}")) {
			return "stoi";
		}
		boolean isSwitch = !this.takesValue && source.startsWith("environment");
		return (isSwitch && !BOOLEANS.contains(value)) ? "invalid boolean value" : null;
	}

}
