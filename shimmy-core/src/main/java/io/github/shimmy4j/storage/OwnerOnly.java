package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * Directories and files that only their owner may read or write: 0700 and 0600 where the
 * file system knows POSIX permissions, else the rights granted by the parent directory.
 */
public final class OwnerOnly {

	private OwnerOnly() {
	}

	/**
	 * Creates a directory with its missing parents. An existing one keeps its
	 * permissions.
	 * @param directory the directory, or a link to one
	 * @return the same directory
	 * @throws ShimmyException DIRECTORY_NOT_WRITABLE if it cannot be created or written
	 * to, DISK_FULL if the disk is full
	 */
	public static Path createDirectory(Path directory) {
		try {
			Files.createDirectories(directory, attributes(directory.getFileSystem(), "rwx------"));
		}
		catch (IOException ex) {
			throw StorageFailure.of("Directory '%s' cannot be created".formatted(directory), directory, ex);
		}
		if (!Files.isWritable(directory)) {
			throw new ShimmyException(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE,
					"Directory '%s' cannot be written to".formatted(directory));
		}
		return directory;
	}

	/**
	 * Attributes for creating a file, so that it never has wider permissions; none if the
	 * file system has no POSIX permissions.
	 */
	public static FileAttribute<?>[] fileAttributes(Path file) {
		return attributes(file.getFileSystem(), "rw-------");
	}

	private static FileAttribute<?>[] attributes(FileSystem fileSystem, String permissions) {
		if (!fileSystem.supportedFileAttributeViews().contains("posix")) {
			return new FileAttribute<?>[0];
		}
		return new FileAttribute<?>[] {
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) };
	}

}
