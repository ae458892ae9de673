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
 * The private directory into which the library of the binding is unpacked. Each process
 * has its own: the binding deletes files of earlier processes in its directory, and would
 * delete those of a running process too.
 */
final class NativeDirectory {

	private static final String PREFIX = "shimmy4j-engine-";

	/** Longer than any start. An older directory belongs to a process that was killed. */
	private static final Duration STALE = Duration.ofHours(1);

	private NativeDirectory() {
	}

	/** Creates a directory that only its owner can read, and deletes stale ones. */
	static Path create(Path parent, Clock clock) throws IOException {
		Instant oldest = clock.instant().minus(STALE);
		for (Path entry : Listing.of(parent, PREFIX + "*")) {
			if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && isOlder(entry, oldest)) {
				delete(entry);
			}
		}
		return Files.createTempDirectory(parent, PREFIX);
	}

	/** Deletes a directory if possible. Windows cannot delete a library in use. */
	static void delete(Path directory) {
		try {
			Listing.remove(directory);
		}
		catch (IOException ex) {
			// In use, or of another user. The next start tries again.
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
