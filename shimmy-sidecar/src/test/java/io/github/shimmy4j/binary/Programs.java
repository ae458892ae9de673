package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Executable files. */
final class Programs {

	private Programs() {
	}

	/** A shell script. */
	static Path script(Path file, String body) throws IOException {
		return write(file, "#!/bin/sh\n" + body + "\n");
	}

	/** Any content. */
	static Path write(Path file, String content) throws IOException {
		Files.createDirectories(file.getParent());
		Files.writeString(file, content);
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
	}

}
