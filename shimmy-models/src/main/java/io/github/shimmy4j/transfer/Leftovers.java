package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.text.PrintableLogger;

/** What transfers leave that broke off and that nobody went on with. */
public final class Leftovers {

	private static final PrintableLogger logger = PrintableLogger.of(Leftovers.class);

	private static final String PARTIAL = ".partial";

	/** A draft is there for milliseconds; clocks of two machines may differ by more. */
	private static final Duration OLD_DRAFT = Duration.ofHours(1);

	private Leftovers() {
	}

	/**
	 * Removes what is left below a directory, but nothing that a thread or process is at.
	 * @param directory where files are fetched to
	 * @param clock tells how old something is
	 * @return bytes that were freed
	 */
	public static long prune(Path directory, Clock clock) {
		long freed = 0;
		List<Path> files = filesBelow(directory);
		for (Path partial : partials(files)) {
			String name = String.valueOf(partial.getFileName());
			Path lock = FilePlace.lock(partial.resolveSibling(name.substring(0, name.length() - PARTIAL.length())));
			try (InterProcessLock held = InterProcessLock.tryAcquire(lock).orElse(null)) {
				freed += (held != null) ? remove(partial) : 0;
			}
			catch (IOException ex) {
				logger.warn("'{}' cannot be removed", partial, ex);
			}
		}
		Instant old = clock.instant().minus(OLD_DRAFT);
		for (Path draft : files.stream().filter(JsonFile::isDraft).toList()) {
			freed += removeIfOlder(draft, old);
		}
		return freed;
	}

	/** No lock stands for a draft, but its age says that nobody is at it. */
	private static long removeIfOlder(Path draft, Instant old) {
		try {
			if (!Files.isRegularFile(draft, LinkOption.NOFOLLOW_LINKS)
					|| Files.getLastModifiedTime(draft).toInstant().isAfter(old)) {
				return 0;
			}
			long sizeBytes = Files.size(draft);
			Files.deleteIfExists(draft);
			return sizeBytes;
		}
		catch (IOException ex) {
			logger.warn("'{}' cannot be removed", draft, ex);
			return 0;
		}
	}

	/**
	 * Removes all that is kept beside a file.
	 * @param file the file, which is left alone
	 * @throws IOException if something cannot be removed
	 */
	public static void removeBeside(Path file) throws IOException {
		remove(FilePlace.partial(file));
		VerifiedFiles.stamp(file).delete();
	}

	private static long remove(Path partial) throws IOException {
		// Of a link, what it leads to is not counted, and stays.
		long sizeBytes = Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS) ? Files.size(partial) : 0;
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
	private static Set<Path> partials(List<Path> files) {
		Set<Path> partials = new TreeSet<>();
		for (Path file : files) {
			String name = String.valueOf(file.getFileName());
			if (name.endsWith(PARTIAL) || name.endsWith(PARTIAL + ".json")
					|| name.endsWith(PARTIAL + WheelDirectory.SUFFIX)) {
				int end = name.lastIndexOf(PARTIAL) + PARTIAL.length();
				partials.add(file.resolveSibling(name.substring(0, end)));
			}
		}
		return partials;
	}

	private static List<Path> filesBelow(Path directory) {
		try {
			return Listing.below(directory);
		}
		catch (IOException ex) {
			logger.warn("'{}' cannot be searched for what transfers left", directory, ex);
			return List.of();
		}
	}

}
