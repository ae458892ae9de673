package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.shimmy4j.storage.OwnerOnly;
import org.jspecify.annotations.Nullable;

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
	static WheelDirectory create(Path partial) {
		return new WheelDirectory(OwnerOnly.createDirectory(of(partial)));
	}

	/** The one that is there. */
	static Optional<WheelDirectory> find(Path partial) {
		return Optional.of(of(partial)).filter(Files::isDirectory).map(WheelDirectory::new);
	}

	private static Path of(Path partial) {
		return partial.resolveSibling(partial.getFileName() + SUFFIX);
	}

	Path path() {
		return this.path;
	}

	/** A place for one wheel, so that each is told from the others. */
	Path place(int piece) {
		return OwnerOnly.createDirectory(this.path.resolve(String.valueOf(piece)));
	}

	Path wheel(int piece) throws IOException {
		try (Stream<Path> files = Files.list(place(piece))) {
			List<Path> wheels = files.filter((file) -> file.toString().endsWith(".whl")).toList();
			if (wheels.size() != 1) {
				throw new IOException("pip left %d wheels".formatted(wheels.size()));
			}
			return wheels.get(0);
		}
	}

	/** Bytes in all files; pip says nothing of its progress to a pipe. */
	long sizeBytes() {
		try (Stream<Path> files = Files.walk(this.path)) {
			return files.mapToLong((file) -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
		}
		catch (IOException | UncheckedIOException ex) {
			return 0;
		}
	}

	@Override
	public void close() throws IOException {
		if (Files.exists(this.path)) {
			Files.walkFileTree(this.path, new Removal());
		}
	}

	private static final class Removal extends SimpleFileVisitor<Path> {

		@Override
		public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
			Files.delete(file);
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
			Files.delete(directory);
			return FileVisitResult.CONTINUE;
		}

	}

}
