package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Says what a failure of a disk, or of the system below it, means. Java has no types for
 * most of them, so that their texts are looked at; and, since these are translated on
 * some machines, the disk itself.
 */
public final class StorageFailure {

	private static final List<String> NO_SPACE = List.of("No space left on device", "Disk quota exceeded",
			"not enough space on the disk");

	private static final List<String> LIMITS = List.of("Too many open files", "Resource temporarily unavailable",
			"Cannot allocate memory", "unable to create native thread", "insufficient memory for the Java Runtime");

	/** Less than any file of ours with its directory needs. */
	private static final long NOTHING_LEFT_BYTES = 16 * 1024;

	private StorageFailure() {
	}

	/**
	 * The failure of something that was to be written.
	 * @param what what could not be done, as a sentence without its end
	 * @param path where it was to be done
	 * @param cause what was caught
	 * @return DISK_FULL, SYSTEM_LIMIT or DIRECTORY_NOT_WRITABLE
	 */
	public static ShimmyException of(String what, Path path, Exception cause) {
		return of(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE, what, path, cause);
	}

	/**
	 * The failure of something that not only a disk takes part in.
	 * @param otherwise what it is where no disk and no limit is to blame
	 * @param what what could not be done, as a sentence without its end
	 * @param path where it was to be done, or null where that is not known
	 * @param cause what was caught
	 * @return DISK_FULL, SYSTEM_LIMIT, DIRECTORY_NOT_WRITABLE or the other code
	 */
	public static ShimmyException of(ShimmyErrorCode otherwise, String what, @Nullable Path path, Throwable cause) {
		Throwable reason = reason(cause);
		return new ShimmyException(code(reason, path).orElse(otherwise), "%s: %s".formatted(what, words(reason)),
				cause);
	}

	/**
	 * What a failure means if the disk or a limit of the system is to blame for it.
	 * @param cause what was caught
	 * @param path where it happened, or null where that is not known
	 * @return the code; empty for anything else, such as a broken connection
	 */
	public static Optional<ShimmyErrorCode> code(Throwable cause, @Nullable Path path) {
		Throwable reason = reason(cause);
		String text = String.valueOf(reason.getMessage());
		if (LIMITS.stream().anyMatch(text::contains)) {
			return Optional.of(ShimmyErrorCode.SYSTEM_LIMIT);
		}
		if (!(reason instanceof IOException)) {
			return Optional.empty();
		}
		if (NO_SPACE.stream().anyMatch(text::contains)) {
			return Optional.of(ShimmyErrorCode.DISK_FULL);
		}
		if (reason instanceof NoSuchFileException) {
			// The caller knows better what the absence of its file means.
			return Optional.empty();
		}
		if (isClear(reason)) {
			return Optional.of(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE);
		}
		if (path != null && isFull(path)) {
			return Optional.of(ShimmyErrorCode.DISK_FULL);
		}
		return (reason instanceof FileSystemException) ? Optional.of(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE)
				: Optional.empty();
	}

	/** The first that is no mere wrapping, such as an {@code UncheckedIOException}. */
	private static Throwable reason(Throwable cause) {
		Throwable reason = cause;
		while (!(reason instanceof IOException) && reason.getCause() instanceof IOException inner) {
			reason = inner;
		}
		return reason;
	}

	private static boolean isClear(Throwable reason) {
		return reason instanceof AccessDeniedException || reason instanceof FileAlreadyExistsException
				|| reason instanceof NotDirectoryException || reason instanceof DirectoryNotEmptyException
				|| reason instanceof ForeignFileException;
	}

	private static boolean isFull(Path path) {
		try {
			Path existing = path.toAbsolutePath();
			while (!Files.exists(existing) && existing.getParent() != null) {
				existing = existing.getParent();
			}
			FileStore disk = Files.getFileStore(existing);
			return !disk.isReadOnly() && disk.getUsableSpace() < NOTHING_LEFT_BYTES;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * A failure in words; Java's own are often a path alone.
	 * @param cause what was caught
	 * @return a clause
	 */
	public static String words(Throwable cause) {
		if (cause instanceof AccessDeniedException denied) {
			return "this user may not access '%s'".formatted(denied.getFile());
		}
		if (cause instanceof FileAlreadyExistsException present) {
			return "'%s' is in the way".formatted(present.getFile());
		}
		if (cause instanceof NoSuchFileException missing) {
			return "'%s' does not exist".formatted(missing.getFile());
		}
		if (cause instanceof NotDirectoryException other) {
			return "'%s' is not a directory".formatted(other.getFile());
		}
		if (cause instanceof DirectoryNotEmptyException full) {
			return "'%s' is a directory with files in it".formatted(full.getFile());
		}
		if (cause instanceof FileSystemException other && other.getReason() != null) {
			return "'%s': %s".formatted(other.getFile(), other.getReason());
		}
		return cause.toString();
	}

}
