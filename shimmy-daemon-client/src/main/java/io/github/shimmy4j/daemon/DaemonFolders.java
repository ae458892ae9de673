package io.github.shimmy4j.daemon;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.storage.TemporaryDirectory;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * The folders of the daemons that were unpacked, one for each version. A daemon loads
 * classes from its folder as long as it runs, so no folder in use is touched: a daemon
 * with another folder for state may run from it.
 */
final class DaemonFolders {

	private static final PrintableLogger logger = PrintableLogger.of(DaemonFolders.class);

	/** Version, digest, and a number if the folder without one was damaged and in use. */
	private static final Pattern NAME = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]*-[0-9a-f]{64}(\\.\\d+)?");

	/** Beginning of the name of a folder that is being unpacked. */
	static final String UNPACKING = ".unpacking";

	private static final String REMOVING = ".removing";

	/** Work takes seconds; what is older is of a program that was killed. */
	private static final Duration LONGEST_WORK = Duration.ofHours(1);

	private final Path directory;

	DaemonFolders(Path directory) {
		this.directory = directory;
	}

	/** Whether a process runs from a folder. */
	static boolean isInUse(Path folder) throws IOException {
		// The daemon's script resolves links to its folder.
		String within = folder.toRealPath() + File.separator;
		return ProcessHandle.allProcesses()
			.anyMatch((process) -> process.info().commandLine().filter((line) -> line.contains(within)).isPresent());
	}

	/** Removes all folders but this one that no process uses; each has 59 MB. */
	void removeUnused(Path kept) {
		try {
			for (Path folder : Listing.of(this.directory)) {
				if (isFolder(folder) && !folder.equals(kept) && !isInUse(folder)) {
					remove(folder);
				}
				else if (isAbandoned(folder)) {
					Listing.remove(folder);
				}
			}
		}
		catch (IOException ex) {
			logger.warn("Old daemons in '{}' cannot be removed: {}", this.directory, ex.toString());
		}
	}

	private static boolean isFolder(Path path) {
		return NAME.matcher(String.valueOf(path.getFileName())).matches()
				&& Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
	}

	private static boolean isAbandoned(Path path) throws IOException {
		String name = String.valueOf(path.getFileName());
		return (name.startsWith(UNPACKING) || name.startsWith(REMOVING))
				&& Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
					.toInstant()
					.isBefore(Instant.now().minus(LONGEST_WORK));
	}

	/** Moved first, so that no half of a folder is left in its place. */
	private void remove(Path folder) throws IOException {
		try (TemporaryDirectory aside = TemporaryDirectory.create(this.directory, REMOVING)) {
			Files.move(folder, aside.path().resolve("daemon"), StandardCopyOption.ATOMIC_MOVE);
		}
		logger.info("Removed the unused daemon '{}'", folder);
	}

}
