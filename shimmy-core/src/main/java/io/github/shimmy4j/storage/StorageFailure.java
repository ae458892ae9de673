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
 * Says what a failure of a disk, or of the system below it, means. Java has no types for
 * most of them, so that their texts are looked at; and, since these are translated on
 * some machines, the disk itself.
 */
public final class StorageFailure {

	private static final List<String> NO_SPACE = List.of("No space left on device", "Disk quota exceeded",
			"not enough space on the disk");

	private static final List<String> LIMITS = List.of("Too many open files", "Resource temporarily unavailable",
			"unable to create native thread");

	private static final List<String> NO_MEMORY = List.of("Cannot allocate memory",
			"insufficient memory for the Java Runtime");

	/**
	 * Of a {@code FileNotFoundException}, which old parts of Java throw for all of it.
	 */
	private static final List<String> REFUSED = List.of("(Permission denied)", "(Access is denied)",
			"(Read-only file system)", "(Is a directory)", "(Not a directory)", "(File name too long)");

	/** No chain of causes of ours is as long; one that leads back to itself is. */
	private static final int LONGEST_CHAIN = 32;

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
		Throwable reason = reason(cause, path);
		return new ShimmyException(meaning(reason, path).orElse(otherwise), "%s: %s".formatted(what, words(reason)),
				cause);
	}

	/**
	 * What a failure means if the disk or a limit of the system is to blame for it.
	 * @param cause what was caught
	 * @param path where it happened, or null where that is not known
	 * @return the code; empty for anything else, such as a broken connection
	 */
	public static Optional<ShimmyErrorCode> code(Throwable cause, @Nullable Path path) {
		return meaning(reason(cause, path), path);
	}

	/**
	 * Whether no memory was left. A limit of the system it is not: nothing can be raised.
	 * @param cause what was caught
	 * @return true if it, or one of its causes, says so
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

	/**
	 * The first of all causes that means something here, else the first of the disk or
	 * the network.
	 */
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
		if (cause instanceof FileNotFoundException && cause.getMessage() != null) {
			return "'%s".formatted(cause.getMessage()).replaceFirst(" \\((?=[^(]*$)", "' (");
		}
		return cause.toString();
	}

}
