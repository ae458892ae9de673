package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Why a named file is missing.
 *
 * @param clause the reason, beginning with the path
 * @param hidden whether the file may exist, but this user may not look
 */
public record Absence(String clause, boolean hidden) {

	/** The reason for which {@link Files#exists} does not find a file. */
	public static Absence of(Path file) {
		try {
			Files.readAttributes(file, BasicFileAttributes.class);
		}
		catch (NoSuchFileException ex) {
			return new Absence(
					"'%s' %s".formatted(file, Files.isSymbolicLink(file) ? "is a link to nothing" : "does not exist"),
					false);
		}
		catch (IOException ex) {
			return because(file, ex);
		}
		return new Absence("'%s' did not exist a moment ago".formatted(file), false);
	}

	static Absence because(Path file, IOException failure) {
		return new Absence("'%s' cannot be looked at: %s".formatted(file, StorageFailure.words(failure)),
				failure instanceof AccessDeniedException);
	}

}
