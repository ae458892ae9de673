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
		return beside(".partial");
	}

	/** Never deleted: a file that others lock cannot be removed without a race. */
	Path lock() {
		return beside(".lock");
	}

	private Path beside(String suffix) {
		return this.path.resolveSibling(this.path.getFileName() + suffix);
	}

}
