package io.github.shimmy4j.transfer;

import java.nio.file.Path;

/**
 * Where a file is to be, and what surrounds it while it is fetched.
 *
 * @param path where it becomes visible
 * @param wanted what it must be
 */
public record FilePlace(Path path, WantedFile wanted) {

	Path directory() {
		return this.path.toAbsolutePath().resolveSibling("");
	}

	/**
	 * Where it is written until it is whole.
	 * @return a path beside its own
	 */
	public Path partial() {
		return partial(this.path);
	}

	Path lock() {
		return lock(this.path);
	}

	/**
	 * Where a file is written until it is whole.
	 * @param file the file
	 * @return a path beside its own
	 */
	public static Path partial(Path file) {
		return beside(file, ".partial");
	}

	/**
	 * What whoever writes or removes a file, or what surrounds it, has to hold. It is
	 * never deleted: a file that others lock cannot be removed without a race.
	 * @param file the file
	 * @return a path beside its own
	 */
	public static Path lock(Path file) {
		return beside(file, ".lock");
	}

	private static Path beside(Path file, String suffix) {
		return file.resolveSibling(file.getFileName() + suffix);
	}

}
