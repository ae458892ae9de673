package io.github.shimmy4j.autoconfigure.sidecar;

import java.nio.file.Path;
import io.github.shimmy4j.storage.PathText;

/** A path as people write it: relative to the working directory, or from {@code ~}. */
final class UserPath {

	private UserPath() {
	}

	static Path of(String key, String text) {
		boolean fromHome = text.startsWith("~/") || text.startsWith("~\\");
		String what = "'%s'".formatted(key);
		return fromHome ? PathText.path(what, System.getProperty("user.home"), text.substring(2))
				: PathText.path(what, text);
	}

}
