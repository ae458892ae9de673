package io.github.shimmy4j.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The directory in which the engine was started. llama.cpp loads each library there whose
 * name looks like one of its own, with the rights of whoever started the engine: a
 * directory of downloads, or one that others can write to, would run foreign code. There
 * is no option against that, and a JVM cannot leave its directory, so the engine does not
 * load llama.cpp in such a place. The starter always starts it in a directory of its own.
 *
 * @param path the directory
 */
record CurrentDirectory(Path path) {

	/** Of all systems, whatever the case: one name too many does no harm. */
	private static final Pattern LOADED = Pattern.compile("(lib)?ggml-.*\\.(so|dll|dylib)", Pattern.CASE_INSENSITIVE);

	/** That of this process. */
	static CurrentDirectory ofProcess() {
		return new CurrentDirectory(Path.of(""));
	}

	/** Ends the start in a directory from which foreign code could be loaded. */
	void requireSafe() {
		String[] names = path().toAbsolutePath().toFile().list();
		if (names == null) {
			return;
		}
		Arrays.stream(names).filter((name) -> LOADED.matcher(name).matches()).sorted().findFirst().ifPresent((name) -> {
			throw refused("has '" + name + "', which llama.cpp would load");
		});
		if (isWritableByAnyone()) {
			throw refused("can be written to by every user, and llama.cpp loads libraries from it");
		}
	}

	/** Between this look and that of llama.cpp, a file could be put there. */
	private boolean isWritableByAnyone() {
		try {
			return File.separatorChar == '/'
					&& Files.getPosixFilePermissions(path()).contains(PosixFilePermission.OTHERS_WRITE);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private EngineException refused(String why) {
		return EngineException.startFailed("Error: the current directory '" + path().toAbsolutePath() + "' " + why
				+ "; start the engine in another directory");
	}

}
