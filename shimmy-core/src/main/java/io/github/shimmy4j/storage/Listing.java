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
 * What is in directories. Java's own streams throw unchecked exceptions in the middle
 * where a directory may not be read, which nobody who catches {@link IOException} sees.
 */
public final class Listing {

	private Listing() {
	}

	/**
	 * What a directory has in it.
	 * @param directory the directory, possibly a link to one
	 * @return files and directories, sorted
	 * @throws IOException if it cannot be read, or does not exist
	 */
	public static List<Path> of(Path directory) throws IOException {
		return of(directory, "*");
	}

	/**
	 * What a directory has in it by names of a pattern.
	 * @param directory the directory, possibly a link to one
	 * @param glob pattern of names, as of {@link Files#newDirectoryStream(Path, String)}
	 * @return files and directories, sorted
	 * @throws IOException if it cannot be read, or does not exist
	 */
	public static List<Path> of(Path directory, String glob) throws IOException {
		try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
			return sorted(stream);
		}
	}

	/** A directory may break off, on a network disk for instance. */
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
	 * A directory and all that is below it; links are not followed.
	 * @param root the directory, or anything else
	 * @return what was found, each directory before what is in it; nothing if there is no
	 * root
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
	 * Removes a directory with all that is below it; links are removed and not followed.
	 * @param root the directory, or anything else; it need not exist
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
