package io.github.shimmy4j.storage;

import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Thrown if a file or directory that shimmy4j would use is not its own. */
public final class ForeignFileException extends FileSystemException {

	@Serial
	private static final long serialVersionUID = 1L;

	ForeignFileException(Path file, String problem) {
		super(file.toString(), null, "it is %s, and shimmy4j opens only its own files there".formatted(problem));
	}

}
