package io.github.shimmy4j.model;

import java.nio.file.Path;

/**
 * A model that is on the disk.
 *
 * @param name stable name, as requests and metrics carry it: the catalog's id, else the
 * file's name without {@code .gguf}
 * @param path absolute path; may be a link
 * @param sizeBytes size in bytes, more than 0
 */
public record ModelFile(String name, Path path, long sizeBytes) {

	/** How names of models end. */
	static final String EXTENSION = ".gguf";

	public ModelFile {
		if (name.isBlank()) {
			throw new IllegalArgumentException("name of model file '%s' is blank".formatted(path));
		}
		if (!path.isAbsolute()) {
			throw new IllegalArgumentException("path '%s' of model '%s' is not absolute".formatted(path, name));
		}
		if (sizeBytes <= 0) {
			throw new IllegalArgumentException(
					"size of model '%s' is %,d bytes, must be more than 0".formatted(name, sizeBytes));
		}
	}

}
