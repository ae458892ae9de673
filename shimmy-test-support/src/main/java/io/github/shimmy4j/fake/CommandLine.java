package io.github.shimmy4j.fake;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What shimmy was asked to do.
 *
 * @param command {@code serve}, {@code list} or {@code probe}
 * @param bind an address, or {@code auto}
 * @param modelPath the file served besides the scanned ones
 * @param modelDirs the directories to scan
 * @param gpuBackend only shown in the banner
 * @param brief whether {@code list} prints ids alone
 * @param name the model to probe
 */
record CommandLine(String command, String bind, @Nullable Path modelPath, List<Path> modelDirs, String gpuBackend,
		boolean brief, @Nullable String name) {

	/** The separator is {@code ;} on every operating system. */
	static List<Path> directories(String value) {
		return Arrays.stream(value.split(";")).filter((part) -> !part.isEmpty()).map(Path::of).toList();
	}

}
