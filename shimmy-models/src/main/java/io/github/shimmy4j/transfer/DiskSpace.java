package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** Free space on the disk that holds a directory. */
@FunctionalInterface
public interface DiskSpace {

	/** The space that this user may fill. */
	DiskSpace USABLE = (directory) -> Files.getFileStore(directory).getUsableSpace();

	/**
	 * Free space.
	 * @param directory an existing directory
	 * @return bytes
	 * @throws IOException if the disk does not tell
	 */
	long usableBytes(Path directory) throws IOException;

	/**
	 * Requires free space.
	 * @param directory an existing directory
	 * @param bytes bytes that are to be written there
	 * @throws ShimmyException DISK_FULL if fewer bytes are free
	 * @throws IOException if the disk does not tell
	 */
	default void require(Path directory, long bytes) throws IOException {
		long usable = usableBytes(directory);
		if (usable < bytes) {
			throw new ShimmyException(ShimmyErrorCode.DISK_FULL,
					"The disk of directory '%s' has %,d bytes free, %,d are needed".formatted(directory, usable,
							bytes));
		}
	}

}
