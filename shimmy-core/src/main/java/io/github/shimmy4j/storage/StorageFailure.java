package io.github.shimmy4j.storage;

import java.io.FileNotFoundException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Explains failures of a disk, or of the operating system. Java has no types for most of
 * them, so their texts are searched. Some machines translate these texts, so the disk
 * itself is examined too.
 */
public final class StorageFailure {

	private static final List<String> NO_SPACE = List.of("No space left on device", "Disk quota exceeded",
			"not enough space on the disk");

	private static final List<String> LIMITS = List.of("Too many open files", "Resource temporarily unavailable",
			"unable to create native thread");

	private static final List<String> NO_MEMORY = List.of("Cannot allocate memory",
			"insufficient memory for the Java Runtime");

	/**
	 * Texts of {@code FileNotFoundException}, which old parts of Java throw for these.
	 */
	private static final List<String> REFUSED = List.of("(Permission denied)", "(Access is denied)",
			"(Read-only file system)", "(Is a directory)", "(Not a directory)", "(File name too long)");

	/** Longer than any real chain of causes; ends the search in a circular one. */
	private static final int LONGEST_CHAIN = 32;

	/** Less than any file of shimmy4j needs with its directory. */
	private static final long NOTHING_LEFT_BYTES = 16 * 1024;

	private StorageFailure() {
	}

	/**
	 * Makes the failure of a write.
	 * @param what the action that failed, as a sentence without a full stop
	 * @param path file or directory that was to be written
	 * @param cause what was caught
	 * @return DISK_FULL, SYSTEM_LIMIT or DIRECTORY_NOT_WRITABLE
	 */
	public static ShimmyException of(String what, Path path, Exception cause) {
		return of(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE, what, path, cause);
	}

	/**
	 * Makes the failure of work that involves more than a disk.
	 * @param otherwise the code if neither the disk nor a limit is the reason
	 * @param what the action that failed, as a sentence without a full stop
	 * @param path file or directory that was to be written, or null if not known
	 * @param cause what was caught
	 * @return DISK_FULL, SYSTEM_LIMIT, DIRECTORY_NOT_WRITABLE or the other code
	 */
	public static ShimmyException of(ShimmyErrorCode otherwise, String what, @Nullable Path path, Throwable cause) {
		Throwable reason = reason(cause, path);
		return new ShimmyException(meaning(reason, path).orElse(otherwise), "%s: %s".formatted(what, words(reason)),
				cause);
	}

	/**
	 * Tells whether the disk, or a limit of the operating system, is the reason of a
	 * failure.
	 * @param cause what was caught
	 * @param path file or directory concerned, or null if not known
	 * @return the code; empty for any other reason, such as a broken connection
	 */
	public static Optional<ShimmyErrorCode> code(Throwable cause, @Nullable Path path) {
		return meaning(reason(cause, path), path);
	}

	/**
	 * Tells whether memory ran out. This is no SYSTEM_LIMIT, since no limit can be
	 * raised.
	 * @param cause what was caught
	 * @return true if the failure, or one of its causes, says so
	 */
	public static boolean isOutOfMemory(Throwable cause) {
		return chain(cause).stream()
			.map((link) -> String.valueOf(link.getMessage()))
			.anyMatch((text) -> NO_MEMORY.stream().anyMatch(text::contains));
	}

	private static Optional<ShimmyErrorCode> meaning(Throwable reason, @Nullable Path path) {
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
			// The caller decides what a missing file means.
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

	/** The first cause with a code, else the first failure of the disk or the network. */
	private static Throwable reason(Throwable cause, @Nullable Path path) {
		List<Throwable> chain = chain(cause);
		return chain.stream()
			.filter((link) -> meaning(link, path).isPresent())
			.findFirst()
			.or(() -> chain.stream().filter(IOException.class::isInstance).findFirst())
			.orElse(cause);
	}

	private static List<Throwable> chain(Throwable cause) {
		List<Throwable> chain = new ArrayList<>();
		for (Throwable link = cause; link != null && chain.size() < LONGEST_CHAIN; link = link.getCause()) {
			chain.add(link);
		}
		return chain;
	}

	private static boolean isClear(Throwable reason) {
		if (reason instanceof FileNotFoundException) {
			return REFUSED.stream().anyMatch(String.valueOf(reason.getMessage())::contains);
		}
		return reason instanceof AccessDeniedException || reason instanceof FileAlreadyExistsException
				|| reason instanceof NotDirectoryException || reason instanceof DirectoryNotEmptyException
				|| reason instanceof ForeignFileException;
	}

	private static boolean isFull(Path path) {
		try {
			FileStore disk = Files.getFileStore(ExistingPath.nearest(path.toAbsolutePath()));
			return !disk.isReadOnly() && disk.getUsableSpace() < NOTHING_LEFT_BYTES;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Puts a failure into words; Java's own message is often the path alone. */
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
		if (cause instanceof FileNotFoundException && cause.getMessage() != null) {
			return "'%s".formatted(cause.getMessage()).replaceFirst(" \\((?=[^(]*$)", "' (");
		}
		return cause.toString();
	}

}
