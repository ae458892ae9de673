package io.github.shimmy4j.engine.model;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.shimmy4j.engine.model.ModelLoadException.Reason;
import io.github.shimmy4j.gguf.ModelParts;
import org.jspecify.annotations.Nullable;

/**
 * Finds models in directories. Unlike shimmy it searches only the directories that it is
 * given, and all directories below them that are not hidden.
 */
public final class ModelScan {

	/** The directory itself and three levels below it, as in shimmy. */
	private static final int DEPTH = 4;

	private ModelScan() {
	}

	/**
	 * Finds the models in some directories.
	 * @param directories where to search; those that do not exist are ignored
	 * @return models sorted by id; links under their own names, a model in parts once
	 */
	public static List<ModelFile> models(List<Path> directories) {
		return directories.stream()
			.distinct()
			.flatMap((directory) -> scan(directory).stream())
			.map(ModelFile::scanned)
			.sorted(Comparator.comparing(ModelFile::id).thenComparing(ModelFile::path))
			.distinct()
			.toList();
	}

	private static List<Path> scan(Path directory) {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		List<Path> models = new ArrayList<>();
		try {
			Files.walkFileTree(directory, Set.of(), DEPTH, new Visitor(directory, models));
			return models;
		}
		catch (IOException ex) {
			throw new ModelLoadException(Reason.UNUSABLE_MODEL,
					"'" + directory + "' cannot be searched for models: " + ex);
		}
	}

	private static boolean isHidden(Path path) {
		return String.valueOf(path.getFileName()).startsWith(".");
	}

	private static boolean isModel(Path path) {
		String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
		return name.endsWith(".gguf") && !ModelParts.isLaterPart(path);
	}

	/** Collects models. Skips what cannot be read, so that the rest is still found. */
	static final class Visitor extends SimpleFileVisitor<Path> {

		private final Path root;

		private final List<Path> models;

		Visitor(Path root, List<Path> models) {
			this.root = root;
			this.models = models;
		}

		@Override
		public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
			return (isHidden(below) && !below.equals(this.root)) ? FileVisitResult.SKIP_SUBTREE
					: FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
			if (isModel(file) && !isHidden(file) && Files.isRegularFile(file)) {
				this.models.add(file);
			}
			return FileVisitResult.CONTINUE;
		}

		/** For example a directory of another user. */
		@Override
		public FileVisitResult visitFileFailed(Path file, IOException failure) {
			return FileVisitResult.CONTINUE;
		}

		/** Reading a directory may fail halfway, for example on a network disk. */
		@Override
		public FileVisitResult postVisitDirectory(Path below, @Nullable IOException failure) {
			return FileVisitResult.CONTINUE;
		}

	}

}
