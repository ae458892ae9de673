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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.text.PrintableLogger;

/** Leftovers of interrupted transfers that no process is using. */
public final class Leftovers {

	private static final PrintableLogger logger = PrintableLogger.of(Leftovers.class);

	private static final Pattern LEFTOVER = Pattern.compile("(.+)\\.partial(\\.json|\\.wheels)?", Pattern.DOTALL);

	/** A draft lives for milliseconds; the margin is for clocks that differ. */
	private static final Duration OLD_DRAFT = Duration.ofHours(1);

	private Leftovers() {
	}

	/**
	 * Removes leftovers below a directory, except those that a thread or process uses.
	 * @param directory destination of transfers
	 * @param clock tells the age of drafts
	 * @return freed bytes
	 */
	public static long prune(Path directory, Clock clock) {
		long freed = 0;
		List<Path> files = filesBelow(directory);
		for (Path file : destinations(files)) {
			try (InterProcessLock held = InterProcessLock.tryAcquire(FilePlace.lock(file)).orElse(null)) {
				freed += (held != null) ? remove(FilePlace.partial(file)) : 0;
			}
			catch (IOException ex) {
				logger.warn("Leftover of a transfer cannot be removed: '{}'", FilePlace.partial(file), ex);
			}
		}
		Instant old = clock.instant().minus(OLD_DRAFT);
		for (Path draft : files.stream().filter(JsonFile::isDraft).toList()) {
			freed += removeIfOlder(draft, old);
		}
		return freed;
	}

	/** A draft has no lock, so only its age tells that no process is using it. */
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
			logger.warn("Leftover of a transfer cannot be removed: '{}'", draft, ex);
			return 0;
		}
	}

	/**
	 * Removes the partial file, its journal and the verification stamp of a file.
	 * @param file the file, which stays
	 * @throws IOException if something cannot be removed
	 */
	public static void removeBeside(Path file) throws IOException {
		remove(FilePlace.partial(file));
		VerifiedFiles.stamp(file).delete();
	}

	private static long remove(Path partial) throws IOException {
		// The target of a link is neither counted nor removed.
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

	/** Final places of partial files, even if only the journal or the wheels are left. */
	private static Set<Path> destinations(List<Path> files) {
		Set<Path> destinations = new TreeSet<>();
		for (Path file : files) {
			Matcher leftover = LEFTOVER.matcher(String.valueOf(file.getFileName()));
			if (leftover.matches()) {
				destinations.add(file.resolveSibling(leftover.group(1)));
			}
		}
		return destinations;
	}

	private static List<Path> filesBelow(Path directory) {
		try {
			return Listing.below(directory);
		}
		catch (IOException ex) {
			logger.warn("Directory cannot be searched for leftovers of transfers: '{}'", directory, ex);
			return List.of();
		}
	}

}
