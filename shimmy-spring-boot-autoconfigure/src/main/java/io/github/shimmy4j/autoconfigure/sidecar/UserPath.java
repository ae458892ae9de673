package io.github.shimmy4j.autoconfigure.sidecar;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** A path as people write it: relative to the working directory, or from {@code ~}. */
final class UserPath {

	private UserPath() {
	}

	static Path of(String key, String text) {
		boolean fromHome = text.startsWith("~/") || text.startsWith("~\\");
		try {
			return fromHome ? Path.of(System.getProperty("user.home"), text.substring(2)) : Path.of(text);
		}
		catch (InvalidPathException ex) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"'%s' is '%s', which is not a path: %s".formatted(key, text, ex.getReason()), ex);
		}
	}

}
