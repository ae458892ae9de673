package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.shimmy4j.storage.InterProcessLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What transfers leave that broke off and that nobody went on with. */
public final class Leftovers {

	private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

	private static final String PARTIAL = ".partial";

	private Leftovers() {
	}

	/**
	 * Removes what is left below a directory, but nothing that a thread or process is at.
	 * @param directory where files are fetched to
	 * @return bytes that were freed
	 */
	public static long prune(Path directory) {
		long freed = 0;
		for (Path partial : partials(directory)) {
			String name = String.valueOf(partial.getFileName());
			Path lock = partial.resolveSibling(name.substring(0, name.length() - PARTIAL.length()) + ".lock");
			try (InterProcessLock held = InterProcessLock.tryAcquire(lock).orElse(null)) {
				freed += (held != null) ? remove(partial) : 0;
			}
			catch (IOException ex) {
				log.warn("'{}' cannot be removed", partial, ex);
			}
		}
		return freed;
	}

	/**
	 * Removes all that is kept beside a file.
	 * @param file the file, which is left alone
	 * @throws IOException if something cannot be removed
	 */
	public static void removeBeside(Path file) throws IOException {
		remove(file.resolveSibling(file.getFileName() + PARTIAL));
		Files.deleteIfExists(file.resolveSibling(file.getFileName() + FilePlace.STAMP));
	}

	private static long remove(Path partial) throws IOException {
		long sizeBytes = Files.exists(partial) ? Files.size(partial) : 0;
		Files.deleteIfExists(partial);
		PartialFile.journal(partial).delete();
		Optional<WheelDirectory> wheels = WheelDirectory.find(partial);
		if (wheels.isPresent()) {
			sizeBytes += wheels.get().sizeBytes();
			wheels.get().close();
		}
		return sizeBytes;
	}

	/** Partial files, whether or not more than what surrounds one is left. */
	private static List<Path> partials(Path directory) {
		TreeSet<Path> partials = new TreeSet<>();
		try (Stream<Path> files = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
			files.forEach((file) -> {
				String name = String.valueOf(file.getFileName());
				if (name.endsWith(PARTIAL) || name.endsWith(PARTIAL + ".json")
						|| name.endsWith(PARTIAL + WheelDirectory.SUFFIX)) {
					int end = name.lastIndexOf(PARTIAL) + PARTIAL.length();
					partials.add(file.resolveSibling(name.substring(0, end)));
				}
			});
		}
		catch (IOException | UncheckedIOException ex) {
			log.warn("'{}' cannot be searched for what transfers left", directory, ex);
		}
		return new ArrayList<>(partials);
	}

}
