package io.github.shimmy4j.engine.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.github.shimmy4j.storage.Listing;

/**
 * The private directory into which the binding unpacks its library. One for each process:
 * the binding deletes what earlier processes left beside its file, and would take that of
 * a running one.
 */
final class NativeDirectory {

	private static final String PREFIX = "shimmy4j-engine-";

	/** No start takes as long: what is older was left by a process that was killed. */
	private static final Duration STALE = Duration.ofHours(1);

	private final Path parent;

	private final Clock clock;

	NativeDirectory(Path parent, Clock clock) {
		this.parent = parent;
		this.clock = clock;
	}

	/** Makes the directory, readable by its owner alone, and clears away old ones. */
	Path create() throws IOException {
		Instant oldest = this.clock.instant().minus(STALE);
		for (Path entry : Listing.of(this.parent, PREFIX + "*")) {
			if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && isOlder(entry, oldest)) {
				delete(entry);
			}
		}
		return Files.createTempDirectory(this.parent, PREFIX);
	}

	/** Deletes it as far as it can be. A library in use can be, except on Windows. */
	static void delete(Path directory) {
		try {
			for (Path entry : Listing.of(directory)) {
				Files.delete(entry);
			}
			Files.delete(directory);
		}
		catch (IOException ex) {
			// In use, another user's, or gone: left to the next start.
			return;
		}
	}

	private static boolean isOlder(Path entry, Instant oldest) {
		try {
			return Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(oldest);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
