package io.github.shimmy4j.engine.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds models in directories. Unlike shimmy it looks only where it is told to, and into
 * every directory there that is not hidden.
 */
public final class ModelScan {

	/** The directory itself and three below it, as shimmy. */
	private static final int DEPTH = 4;

	private static final Pattern PART = Pattern.compile("-(\\d{5})-of-\\d{5}\\.gguf$");

	private final List<Path> directories;

	/**
	 * A scan, not begun.
	 * @param directories where to look; those that do not exist are passed over
	 */
	public ModelScan(List<Path> directories) {
		this.directories = List.copyOf(directories);
	}

	/**
	 * Looks.
	 * @return models sorted by id; links under their own names, a model in parts once
	 */
	public List<ModelFile> models() {
		return this.directories.stream()
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
		try (Stream<Path> files = Files.find(directory, DEPTH,
				(path, attributes) -> isModel(path) && !isHidden(directory.relativize(path)))) {
			return files.filter(Files::isRegularFile).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isHidden(Path below) {
		for (Path name : below) {
			if (name.toString().startsWith(".")) {
				return true;
			}
		}
		return false;
	}

	private static boolean isModel(Path path) {
		String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
		Matcher part = PART.matcher(name);
		return name.endsWith(".gguf") && (!part.find() || "00001".equals(part.group(1)));
	}

}
