package io.github.shimmy4j.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lists and removes the contents of directories. Java's own streams throw unchecked
 * exceptions if a directory cannot be read, and a handler of {@link IOException} misses
 * those.
 */
public final class Listing {

	private Listing() {
	}

	/**
	 * Lists a directory.
	 * @param directory the directory, or a link to one
	 * @return its files and directories, sorted
	 * @throws IOException if the directory does not exist or cannot be read
	 */
	public static List<Path> of(Path directory) throws IOException {
		return of(directory, "*");
	}

	/**
	 * Lists the entries of a directory whose names match a pattern.
	 * @param directory the directory, or a link to one
	 * @param glob pattern, as of {@link Files#newDirectoryStream(Path, String)}
	 * @return the matching files and directories, sorted
	 * @throws IOException if the directory does not exist or cannot be read
	 */
	public static List<Path> of(Path directory, String glob) throws IOException {
		try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
			return sorted(stream);
		}
	}

	/** Reading may fail in the middle, on a network disk for instance. */
	static List<Path> sorted(Iterable<Path> stream) throws IOException {
		List<Path> found = new ArrayList<>();
		try {
			stream.forEach(found::add);
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		found.sort(Comparator.naturalOrder());
		return found;
	}

	/**
	 * Lists a directory and everything below it; links are not followed.
	 * @param root the directory, or any other file
	 * @return the paths, each directory before its contents; empty if there is no root
	 * @throws IOException if a directory cannot be read
	 */
	public static List<Path> below(Path root) throws IOException {
		if (!OwnFile.exists(root)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(root)) {
			return files.toList();
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	/**
	 * Removes a directory and everything below it; links are removed, not followed.
	 * @param root the directory, or any other file; need not exist
	 * @throws IOException if something cannot be removed
	 */
	public static void remove(Path root) throws IOException {
		List<Path> found = new ArrayList<>(below(root));
		found.sort(Comparator.reverseOrder());
		for (Path each : found) {
			Files.deleteIfExists(each);
		}
	}

}
