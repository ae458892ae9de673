package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * A directory of our own that is gone, with all that is in it, when it is closed.
 */
public final class TemporaryDirectory implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(TemporaryDirectory.class);

	private final Path path;

	/**
	 * A directory at a place of its own.
	 * @param path the directory, which need not exist
	 */
	public TemporaryDirectory(Path path) {
		this.path = path;
	}

	/**
	 * Creates one.
	 * @param parent where; created if it is missing
	 * @param prefix how its name begins
	 * @return the new directory
	 * @throws ShimmyException DIRECTORY_NOT_WRITABLE if the parent cannot be written to
	 * @throws IOException if the disk fails
	 */
	public static TemporaryDirectory create(Path parent, String prefix) throws IOException {
		return new TemporaryDirectory(Files.createTempDirectory(OwnerOnly.createDirectory(parent), prefix));
	}

	/**
	 * The directory itself.
	 * @return its path
	 */
	public Path path() {
		return this.path;
	}

	/** Removes what can be removed; the rest is logged. */
	@Override
	public void close() {
		try {
			Listing.remove(this.path);
		}
		catch (IOException ex) {
			logger.warn("Could not remove the files in '{}'", this.path, ex);
		}
	}

}
