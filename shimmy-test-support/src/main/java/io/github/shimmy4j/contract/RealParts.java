package io.github.shimmy4j.contract;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The real servers and the real model that a build with {@code -Preal-shimmy} was given.
 */
public final class RealParts {

	private static final String MODEL = "SHIMMY_REAL_MODEL";

	private RealParts() {
	}

	/** Shimmy 1.7.4. */
	public static Path shimmy() {
		return file("SHIMMY_REAL_BINARY", "scripts/install-shimmy");
	}

	/** Shimmy 2.6.5, which computes on a GPU only. */
	public static Path shimmy2() {
		return file("SHIMMY_REAL_BINARY_2", "scripts/install-shimmy 2.6.5");
	}

	/** Llama.cpp's own server. */
	public static Path llamaServer() {
		return file("SHIMMY_REAL_LLAMA_SERVER", "scripts/install-llama-server");
	}

	/** SmolLM2-135M-Instruct. */
	public static Path model() {
		return file(MODEL, "scripts/fetch-model");
	}

	/** SmolLM2-135M-Instruct with weights of a type that shimmy 2.6.5 knows. */
	public static Path modelForShimmy2() {
		return file("SHIMMY_GPU_MODEL", "scripts/gpu-check");
	}

	/** Whether the build was given a model. Tests that could download one use it then. */
	public static boolean isModelGiven() {
		return System.getenv(MODEL) != null;
	}

	private static Path file(String variable, String script) {
		String path = System.getenv(variable);
		if (path == null || !Files.isRegularFile(Path.of(path))) {
			throw new AssertionError("%s is '%s', which is not a file; type: export %s=$(%s)".formatted(variable, path,
					variable, script));
		}
		return Path.of(path).toAbsolutePath();
	}

}
