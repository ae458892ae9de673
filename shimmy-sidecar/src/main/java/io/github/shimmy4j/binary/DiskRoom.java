package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * Room on the disk of a directory.
 *
 * @param directory the directory
 */
record DiskRoom(Path directory) {

	/** Throws DISK_FULL unless so many bytes fit. */
	void require(long bytes) throws IOException {
		long usable = Files.getFileStore(this.directory).getUsableSpace();
		if (usable < bytes) {
			throw new ShimmyException(ShimmyErrorCode.DISK_FULL,
					"The disk of directory '%s' has %,d bytes free, %,d are needed".formatted(this.directory, usable,
							bytes));
		}
	}

}
