package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * A directory from which Java can start a jar. Its path must not have a character beyond
 * the first 65,536, such as an emoji, because JDK 17 to 25 decode such a character in the
 * URLs of a class path wrongly. Links do not help, since Java resolves them first.
 *
 * @param path the directory
 * @param temporary whether it is a private directory among the temporary files
 */
public record StartableDirectory(Path path, boolean temporary) {

	/** Enough digits of a digest for different homes to differ. */
	private static final int NAME_DIGITS = 16;

	/**
	 * Chooses a directory; creates nothing yet.
	 * @param program what is started from it, for the message
	 * @param wanted directory that is taken if Java can start a jar from it
	 * @param temporaryFiles directory for temporary files, in which the substitute lies;
	 * its name is made from the wanted path
	 * @throws ShimmyException INVALID_CONFIGURATION if neither suits
	 */
	public static StartableDirectory of(String program, Path wanted, Path temporaryFiles) {
		if (isStartable(wanted)) {
			return new StartableDirectory(wanted, false);
		}
		if (!isStartable(temporaryFiles)) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					("Java cannot start %s from '%s', nor from the directory for temporary files, '%s': "
							+ "both paths have characters, such as emoji, that its class path cannot hold; "
							+ "SHIMMY4J_HOME sets another place")
						.formatted(program, wanted, temporaryFiles));
		}
		MessageDigest digest = Sha256.begin();
		digest.update(wanted.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
		return new StartableDirectory(
				temporaryFiles.resolve("shimmy4j-" + Sha256.end(digest).substring(0, NAME_DIGITS)), true);
	}

	/**
	 * Creates it for this user only, unless it is there.
	 * @throws ShimmyException DIRECTORY_NOT_WRITABLE if it cannot be created, or if it is
	 * a temporary one that others may write to
	 */
	public void create() {
		OwnerOnly.createDirectory(this.path);
		if (this.temporary) {
			try {
				// Any user can create a directory of that name there.
				OwnFile.requirePrivateDirectory(this.path);
			}
			catch (IOException ex) {
				throw StorageFailure.of("Nothing can be put into '%s'".formatted(this.path), this.path, ex);
			}
		}
	}

	/** Whether Java can start a jar from a directory, which need not exist yet. */
	public static boolean isStartable(Path directory) {
		String path = real(directory.toAbsolutePath()).toString();
		// U+FFFD stands for bytes of a path that Java cannot convert to text.
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
