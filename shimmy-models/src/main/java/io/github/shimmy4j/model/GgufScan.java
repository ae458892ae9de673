package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;

import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Finds GGUF files below a directory. It skips hidden directories, where other tools keep
 * unfinished downloads, and links to directories, which may form circles.
 */
final class GgufScan extends SimpleFileVisitor<Path> {

	/** The cache of Hugging Face has four levels. */
	static final int MAX_DEPTH = 8;

	/** Without this limit, a whole home directory would be searched for minutes. */
	private static final int MAX_VISITED = 200_000;

	private static final PrintableLogger logger = PrintableLogger.of(GgufScan.class);

	private final Path root;

	private final List<Path> found = new ArrayList<>();

	private int visited;

	private GgufScan(Path root) {
		this.root = root;
	}

	/** The files, those of the directory itself first; none if it does not exist. */
	static List<Path> of(Path directory) {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try {
			GgufScan scan = new GgufScan(Files.isSymbolicLink(directory) ? directory.toRealPath() : directory);
			Files.walkFileTree(scan.root, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, scan);
			return scan.found.stream()
				.sorted(Comparator.comparingInt(Path::getNameCount).thenComparing(Function.identity()))
				.toList();
		}
		catch (IOException ex) {
			logger.warn("Directory '{}' cannot be searched for models: {}", directory, ex.toString());
			return List.of();
		}
	}

	@Override
	public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
		boolean skipped = !directory.equals(this.root) && isHidden(directory);
		return skipped ? FileVisitResult.SKIP_SUBTREE : counted();
	}

	@Override
	public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
		if (ModelFile.isNamedLikeModel(file) && !isHidden(file) && Files.isRegularFile(file)) {
			this.found.add(file);
		}
		return counted();
	}

	/** A directory that cannot be read does not end the search of the others. */
	@Override
	public FileVisitResult visitFileFailed(Path file, IOException failure) {
		if (file.equals(this.root)) {
			logger.warn("Directory '{}' cannot be searched for models: {}", file, StorageFailure.words(failure));
		}
		return counted();
	}

	@Override
	public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
		return FileVisitResult.CONTINUE;
	}

	private static boolean isHidden(Path path) {
		return path.getFileName().toString().startsWith(".");
	}

	private FileVisitResult counted() {
		this.visited++;
		if (this.visited < MAX_VISITED) {
			return FileVisitResult.CONTINUE;
		}
		logger.warn("Directory '{}' has more than {} files, the others were not searched", this.root, MAX_VISITED);
		return FileVisitResult.TERMINATE;
	}

}
