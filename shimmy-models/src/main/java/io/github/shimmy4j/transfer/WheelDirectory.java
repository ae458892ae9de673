package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;

/** A private working directory of pip, removed by {@link #close()}. */
final class WheelDirectory implements AutoCloseable {

	private static final String SUFFIX = ".wheels";

	private final Path path;

	private WheelDirectory(Path path) {
		this.path = path;
	}

	/**
	 * Creates the directory, whose place is fixed for each file: so pip finds the wheels
	 * of an earlier attempt, and the leftovers of a killed process can be removed.
	 */
	static WheelDirectory create(Path partial) throws IOException {
		Path path = OwnerOnly.createDirectory(of(partial));
		OwnFile.requireDirectory(path);
		return new WheelDirectory(path);
	}

	/** The directory, if it exists. */
	static Optional<WheelDirectory> find(Path partial) {
		return Optional.of(of(partial))
			.filter((path) -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
			.map(WheelDirectory::new);
	}

	private static Path of(Path partial) {
		return partial.resolveSibling(partial.getFileName() + SUFFIX);
	}

	Path path() {
		return this.path;
	}

	/** The subdirectory for one wheel. */
	Path place(int piece) throws IOException {
		Path place = OwnerOnly.createDirectory(this.path.resolve(String.valueOf(piece)));
		OwnFile.requireDirectory(place);
		return place;
	}

	Path wheel(int piece) throws IOException {
		List<Path> wheels = Listing.of(place(piece), "*.whl");
		if (wheels.size() != 1) {
			throw new IOException("pip left %d wheels".formatted(wheels.size()));
		}
		OwnFile.require(wheels.get(0));
		return wheels.get(0);
	}

	/** Bytes of all files: the only sign of progress, since pip prints none to a pipe. */
	long sizeBytes() {
		try {
			return Listing.below(this.path)
				.stream()
				.mapToLong((file) -> file.toFile().isFile() ? file.toFile().length() : 0)
				.sum();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	@Override
	public void close() throws IOException {
		Listing.remove(this.path);
	}

}
