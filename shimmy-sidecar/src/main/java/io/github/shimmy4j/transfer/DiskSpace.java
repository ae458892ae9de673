package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** Room on the disk that holds a directory. */
@FunctionalInterface
interface DiskSpace {

	/** Space that this user may fill. */
	DiskSpace USABLE = (directory) -> Files.getFileStore(directory).getUsableSpace();

	long usableBytes(Path directory) throws IOException;

	/** Throws DISK_FULL unless so many bytes fit. */
	default void require(Path directory, long bytes) throws IOException {
		long usable = usableBytes(directory);
		if (usable < bytes) {
			throw new ShimmyException(ShimmyErrorCode.DISK_FULL,
					"The disk of directory '%s' has %,d bytes free, %,d are needed".formatted(directory, usable,
							bytes));
		}
	}

}
