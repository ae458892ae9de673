package io.github.shimmy4j.storage;

import java.nio.file.Files;
import java.nio.file.Path;

/** The existing part of a path, for questions about a file that does not exist yet. */
public final class ExistingPath {

	private ExistingPath() {
	}

	/**
	 * Searches upwards from a path.
	 * @param path any path
	 * @return the path if it exists, else its nearest existing parent; the topmost parent
	 * if none exists
	 */
	public static Path nearest(Path path) {
		Path existing = path;
		while (!Files.exists(existing) && existing.getParent() != null) {
			existing = existing.getParent();
		}
		return existing;
	}

}
