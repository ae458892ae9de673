package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.gguf.ModelParts;

/**
 * Models that were found in several places: each once, however many links and lists lead
 * to it, and one for all parts of a model in parts.
 */
final class FoundModels {

	private final Map<Path, Found> byRealPath = new LinkedHashMap<>();

	/** What was added first stays. A path that leads to no file is left out. */
	void add(String listedName, Path file) {
		Path first = ModelParts.of(file).files().stream().filter(Files::isRegularFile).findFirst().orElse(file);
		String name = GgufFiles.isNamedLikeModel(first) ? GgufFiles.stem(first) : listedName;
		realPath(first).ifPresent((real) -> this.byRealPath.putIfAbsent(real, new Found(name, first, real)));
	}

	Collection<Found> all() {
		return this.byRealPath.values();
	}

	static Optional<Path> realPath(Path file) {
		try {
			return Files.isRegularFile(file) ? Optional.of(file.toRealPath()) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/**
	 * A model's file.
	 *
	 * @param name name of the file without its extension, or by which a server lists it
	 * @param file where it was found
	 * @param realPath where it is
	 */
	record Found(String name, Path file, Path realPath) {
	}

}
