package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.ExistingPath;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.storage.StorageFailure;

/**
 * A directory from which Java can start a jar. It cannot where the path, with all links
 * resolved, has a character beyond the first 65,536, such as an emoji: its class path is
 * made of URLs, in which JDK 17 to 25 decode such a character wrongly. Links do not help,
 * since they are resolved first.
 *
 * @param path the directory
 * @param temporary whether it is a private one among the system's temporary files
 */
record StartableDirectory(Path path, boolean temporary) {

	/** Enough of a digest that no two homes share one. */
	private static final int NAME_DIGITS = 16;

	/**
	 * The directory that is wanted, or else one among the temporary files.
	 * @param wanted where the jar would be
	 * @param temporaryFiles the system's directory for temporary files
	 * @throws ShimmyException INVALID_CONFIGURATION if neither will do
	 */
	static StartableDirectory of(Path wanted, Path temporaryFiles) {
		if (isStartable(wanted)) {
			return new StartableDirectory(wanted, false);
		}
		if (!isStartable(temporaryFiles)) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					("Java cannot start the embedded engine from '%s', nor from the directory for temporary files, '%s': "
							+ "both paths have characters, such as emoji, that its class path cannot hold; "
							+ "SHIMMY4J_HOME sets another place")
						.formatted(wanted, temporaryFiles));
		}
		MessageDigest digest = Sha256.begin();
		digest.update(wanted.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
		return new StartableDirectory(
				temporaryFiles.resolve("shimmy4j-" + Sha256.end(digest).substring(0, NAME_DIGITS)), true);
	}

	/** Makes it, for its owner only. */
	void create() {
		OwnerOnly.createDirectory(this.path);
		if (this.temporary) {
			try {
				// Everybody may make one of that name there.
				OwnFile.requirePrivateDirectory(this.path);
			}
			catch (IOException ex) {
				throw StorageFailure.of("The embedded engine cannot be put into '%s'".formatted(this.path), this.path,
						ex);
			}
		}
	}

	/** Whether Java can start a jar from there, once the directory exists. */
	static boolean isStartable(Path directory) {
		String path = real(directory.toAbsolutePath()).toString();
		// U+FFFD: bytes that Java can keep in a path and not write as a text.
		return path.chars().noneMatch((character) -> Character.isSurrogate((char) character) || character == '\ufffd');
	}

	private static Path real(Path directory) {
		Path existing = ExistingPath.nearest(directory);
		try {
			return existing.toRealPath().resolve(existing.relativize(directory));
		}
		catch (IOException ex) {
			return directory;
		}
	}

}
