package io.github.shimmy4j.storage;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a path that exists: what is asked instead of a file that is not there yet.
 */
public final class ExistingPath {

	private ExistingPath() {
	}

	/**
	 * Looks upwards from a path.
	 * @param path any path
	 * @return the path itself if it exists, else the nearest of its parents that does;
	 * the last one where none does
	 */
	public static Path nearest(Path path) {
		Path existing = path;
		while (!Files.exists(existing) && existing.getParent() != null) {
			existing = existing.getParent();
		}
		return existing;
	}

}
