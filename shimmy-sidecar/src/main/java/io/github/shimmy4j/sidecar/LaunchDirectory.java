package io.github.shimmy4j.sidecar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of one launch: a directory that the server scans, with nothing in it but a link
 * to the model under the launch's id, and that is gone with the launch; and a home, kept,
 * so that caches of drivers survive.
 *
 * @param root directory of this launch; the server's working directory
 * @param home home directory of all servers
 */
record LaunchDirectory(Path root, Path home) {

	private static final Logger logger = LoggerFactory.getLogger(LaunchDirectory.class);

	/** Not a name that shimmy passes over, such as "tmp" or a hidden one. */
	private static final String MODELS = "gguf";

	private static final String EXTENSION = ".gguf";

	/** The directory that a launch will have; not created yet. */
	static LaunchDirectory of(Path run, LaunchId id) {
		return new LaunchDirectory(run.resolve(id.value()), homeBelow(run));
	}

	static Path homeBelow(Path run) {
		return run.resolve("home");
	}

	static LaunchDirectory create(Path run, LaunchId id, Path model) {
		LaunchDirectory directory = of(run, id);
		try {
			// The id in the link's name proves the server to be ours: nobody else may
			// read
			// it.
			OwnerOnly.createDirectory(run);
			OwnerOnly.createDirectory(directory.home());
			OwnerOnly.createDirectory(directory.models());
			for (Path part : parts(model)) {
				link(directory.models().resolve(id.value() + LaunchId.shardSuffix(stem(part)) + EXTENSION), part);
			}
			return directory;
		}
		catch (IOException ex) {
			directory.delete();
			throw new ShimmyException(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE,
					"Cannot prepare a launch in '%s': %s".formatted(run, ex), ex);
		}
	}

	private static List<Path> parts(Path model) throws IOException {
		Path absolute = model.toAbsolutePath();
		Path folder = absolute.getParent();
		String suffix = LaunchId.shardSuffix(stem(absolute));
		if (suffix.isEmpty() || folder == null) {
			return List.of(absolute);
		}
		String base = stem(absolute).substring(0, stem(absolute).length() - suffix.length());
		String total = suffix.substring(suffix.lastIndexOf('-'));
		try (Stream<Path> files = Files.list(folder)) {
			return files
				.filter((file) -> stem(file).startsWith(base) && stem(file).endsWith(total)
						&& stem(file).length() == base.length() + suffix.length())
				.sorted()
				.toList();
		}
	}

	static String stem(Path file) {
		String name = String.valueOf(file.getFileName());
		int dot = name.lastIndexOf('.');
		return (dot > 0) ? name.substring(0, dot) : name;
	}

	private static void link(Path link, Path target) throws IOException {
		try {
			Files.createSymbolicLink(link, target);
		}
		catch (UnsupportedOperationException | FileSystemException ex) {
			// Windows without developer mode grants no symbolic links.
			Files.createLink(link, target);
		}
	}

	Path models() {
		return this.root.resolve(MODELS);
	}

	Path workingDirectory() {
		return this.root;
	}

	/** Removes what belongs to this launch alone. Idempotent. */
	void delete() {
		try (Stream<Path> files = Files.exists(this.root) ? Files.walk(this.root) : Stream.empty()) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			logger.warn("Could not remove the files of a launch in '{}'", this.root, ex);
		}
	}

}
