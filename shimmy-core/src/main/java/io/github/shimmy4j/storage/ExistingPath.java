package io.github.shimmy4j.storage;

import java.nio.file.Files;
import java.nio.file.Path;

/** The existing part of a path, for questions about a file that does not exist yet. */
public final class ExistingPath {

	private ExistingPath() {
	}

	/** The path if it exists, else its nearest existing or else its topmost parent. */
	public static Path nearest(Path path) {
		Path existing = path;
		while (!Files.exists(existing) && existing.getParent() != null) {
			existing = existing.getParent();
		}
		return existing;
	}

}
