package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableLogger;

/** A directory that is removed with everything in it when it is closed. */
public final class TemporaryDirectory implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(TemporaryDirectory.class);

	private final Path path;

	/** Makes the path, which need not exist, a temporary directory. */
	public TemporaryDirectory(Path path) {
		this.path = path;
	}

	/**
	 * Creates a directory with a unique name.
	 * @param parent its parent; created if missing
	 * @param prefix beginning of its name
	 * @return the new directory
	 * @throws ShimmyException DIRECTORY_NOT_WRITABLE if the parent cannot be written to
	 * @throws IOException if the disk fails
	 */
	public static TemporaryDirectory create(Path parent, String prefix) throws IOException {
		return new TemporaryDirectory(Files.createTempDirectory(OwnerOnly.createDirectory(parent), prefix));
	}

	/** The directory's path. */
	public Path path() {
		return this.path;
	}

	/** Removes as much as possible; logs a failure. */
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
