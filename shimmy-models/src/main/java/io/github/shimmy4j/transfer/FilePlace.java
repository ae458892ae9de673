package io.github.shimmy4j.transfer;

import java.nio.file.Path;

/**
 * The place of a file, and of the files beside it that its transfer needs.
 *
 * @param path the final place, where the file becomes visible
 * @param wanted the expected content
 */
public record FilePlace(Path path, WantedFile wanted) {

	Path directory() {
		return this.path.toAbsolutePath().resolveSibling("");
	}

	/**
	 * The partial file.
	 * @return a path beside the final place
	 */
	public Path partial() {
		return partial(this.path);
	}

	/**
	 * The partial file, which is written until the file is complete.
	 * @param file the final place
	 * @return a path beside it
	 */
	public static Path partial(Path file) {
		return beside(file, ".partial");
	}

	/**
	 * The lock that must be held to write or remove a file or the files beside it. It is
	 * never deleted, because a locked file cannot be removed without a race.
	 * @param file the final place
	 * @return a path beside it
	 */
	public static Path lock(Path file) {
		return beside(file, ".lock");
	}

	private static Path beside(Path file, String suffix) {
		return file.resolveSibling(file.getFileName() + suffix);
	}

}
