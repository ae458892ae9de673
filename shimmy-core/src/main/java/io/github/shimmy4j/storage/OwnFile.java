package io.github.shimmy4j.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The one place that opens files of shimmy4j: locks, records, journals and all others in
 * its own directories. Another program or user may have put something else under such a
 * name. A link would lead to a foreign file, and opening a FIFO without a writer blocks
 * for ever; so links, FIFOs and files of other users are refused.
 * <p>
 * Kind and owner are checked before the file is opened and again afterwards, and both
 * checks must see the same file. The open itself refuses links too, so that none can
 * appear between the checks.
 */
public final class OwnFile {

	private static final int ROOT = 0;

	/** Another process of shimmy4j may replace the file while it is opened. */
	private static final int TRIES = 32;

	private static final Set<PosixFilePermission> WRITE_BY_OTHERS = PosixFilePermissions.fromString("----w--w-");

	private OwnFile() {
	}

	/** Whether anything has that name, even a dangling link. */
	public static boolean exists(Path file) {
		return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * Opens an existing file.
	 * @param file the file
	 * @param options how to open it, without options that create it
	 * @return the channel, to be closed
	 * @throws ForeignFileException if it is no plain file of shimmy4j
	 * @throws IOException if it does not exist or cannot be opened
	 */
	public static FileChannel open(Path file, OpenOption... options) throws IOException {
		OpenOption[] withoutLinks = Stream.concat(Arrays.stream(options), Stream.of(LinkOption.NOFOLLOW_LINKS))
			.toArray(OpenOption[]::new);
		return opened(file, () -> FileChannel.open(file, withoutLinks));
	}

	/** Opens a file if it is the same before and after. */
	static <T extends Closeable> T opened(Path file, Opening<T> opening) throws IOException {
		for (int tries = 0; tries < TRIES; tries++) {
			Object before = check(file);
			T opened = opening.open();
			boolean same = false;
			try {
				same = Objects.equals(before, check(file));
			}
			finally {
				if (!same) {
					opened.close();
				}
			}
			if (same) {
				return opened;
			}
		}
		throw new ForeignFileException(file, "another file each time that it is opened");
	}

	/**
	 * Opens a file to read and to write. Creates it for its owner only if it is missing.
	 * @param file the file
	 * @return the channel, to be closed
	 * @throws ForeignFileException if something else has that name
	 * @throws IOException if it can neither be opened nor created
	 */
	public static FileChannel openOrCreate(Path file) throws IOException {
		try {
			return FileChannel.open(file,
					Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
					OwnerOnly.fileAttributes(file));
		}
		catch (FileAlreadyExistsException ex) {
			return open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
		}
	}

	/**
	 * Reads a small file.
	 * @param file the file
	 * @param mostBytes largest size in bytes
	 * @return its content; empty if it is larger
	 * @throws ForeignFileException if it is no plain file of shimmy4j
	 * @throws IOException if it does not exist or cannot be read
	 */
	public static Optional<byte[]> read(Path file, int mostBytes) throws IOException {
		try (InputStream stream = opened(file, () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
			byte[] bytes = stream.readNBytes(mostBytes + 1);
			return (bytes.length > mostBytes) ? Optional.empty() : Optional.of(bytes);
		}
	}

	/**
	 * Writes a new file, for its owner only, and waits until it is on the disk. Uses no
	 * channel, since an interrupt, which ends launches and transfers, would close it.
	 * @param file the file, which must not exist
	 * @param content its content
	 * @throws IOException if it cannot be written
	 */
	public static void writeNew(Path file, byte[] content) throws IOException {
		Files.createFile(file, OwnerOnly.fileAttributes(file));
		fill(file, content);
	}

	/** Fills a new, empty file. */
	static void fill(Path file, byte[] content) throws IOException {
		try (OutputStream stream = emptied(file)) {
			stream.write(content);
		}
		syncInSpiteOfInterrupts(file);
	}

	/**
	 * Copies a file into a new, empty one, and waits until the copy is on the disk.
	 * @param source any readable file
	 * @param file the new file
	 * @throws IOException if the copy cannot be written
	 */
	public static void fill(Path source, Path file) throws IOException {
		try (OutputStream stream = emptied(file)) {
			Files.copy(source, stream);
		}
		syncInSpiteOfInterrupts(file);
	}

	/** Unlike a channel, a stream of {@code Files} stays open when it is interrupted. */
	private static OutputStream emptied(Path file) throws IOException {
		return opened(file, () -> Files.newOutputStream(file, StandardOpenOption.WRITE,
				StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS));
	}

	private static void syncInSpiteOfInterrupts(Path file) throws IOException {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					sync(file, StandardOpenOption.WRITE);
					return;
				}
				catch (ClosedByInterruptException ex) {
					interrupted = Thread.interrupted();
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Waits until a file, or the list of entries of a directory, is on the disk.
	 * @param path file or directory
	 * @param option {@code WRITE} for a file, {@code READ} for a directory
	 * @throws IOException if the disk fails, or the platform does not support it
	 */
	public static void sync(Path path, StandardOpenOption option) throws IOException {
		try (FileChannel channel = FileChannel.open(path, option, LinkOption.NOFOLLOW_LINKS)) {
			channel.force(true);
		}
	}

	/**
	 * Checks that a file may be opened.
	 * @param file the file
	 * @throws ForeignFileException if it is no plain file, or another user's
	 * @throws IOException if it does not exist or cannot be examined
	 */
	public static void require(Path file) throws IOException {
		check(file);
	}

	/** As {@link #require}; returns the file's identity, or null if there is none. */
	private static @Nullable Object check(Path file) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		if (!attributes.isRegularFile()) {
			throw new ForeignFileException(file, kind(attributes));
		}
		requireOwner(file, "file", OwnFile::owner);
		return attributes.fileKey();
	}

	/**
	 * Refuses anything but a directory, such as a link to one, and other users'
	 * directories.
	 * @param directory the directory
	 * @throws ForeignFileException if it is something else
	 * @throws IOException if it does not exist or cannot be examined
	 */
	public static void requireDirectory(Path directory) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(directory, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		if (!attributes.isDirectory()) {
			throw new ForeignFileException(directory, kind(attributes));
		}
		requireOwner(directory, "directory", OwnFile::owner);
	}

	/**
	 * Refuses a directory that another user may have made, or may write to.
	 * @param directory the directory
	 * @throws ForeignFileException if it is not private
	 * @throws IOException if it does not exist or cannot be examined
	 */
	public static void requirePrivateDirectory(Path directory) throws IOException {
		requireDirectory(directory);
		if (!directory.getFileSystem().supportedFileAttributeViews().contains("unix")) {
			return;
		}
		int owner = owner(directory);
		if (owner != ownOwner(directory, OwnFile::owner)) {
			throw new ForeignFileException(directory, "a directory of the user with the id %d".formatted(owner));
		}
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
		if (!Collections.disjoint(permissions, WRITE_BY_OTHERS)) {
			throw new ForeignFileException(directory, "a directory that others may write to");
		}
	}

	private static String kind(BasicFileAttributes attributes) {
		if (attributes.isSymbolicLink()) {
			return "a symbolic link";
		}
		if (attributes.isDirectory()) {
			return "a directory";
		}
		return attributes.isRegularFile() ? "a plain file" : "a FIFO, a socket or a device";
	}

	/** Refuses another user's file. */
	static void requireOwner(Path file, String kind, Owners owners) throws IOException {
		if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
			return;
		}
		Path directory = file.toAbsolutePath().resolveSibling("");
		int owner = owners.of(file);
		if (!isTrusted(owner, owners.of(directory.toRealPath())) && owner != ownOwner(directory, owners)) {
			throw new ForeignFileException(file, "a %s of the user with the id %d".formatted(kind, owner));
		}
	}

	/**
	 * Root and the owner of the directory could replace the file at any time, so it makes
	 * no difference if one of them owns it.
	 */
	static boolean isTrusted(int owner, int ownerOfDirectory) {
		return owner == ownerOfDirectory || owner == ROOT;
	}

	/** The owner of a link itself if the path is one. */
	static int owner(Path path) throws IOException {
		return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * The owner of files that this process creates there. The disk is asked, since on
	 * network disks and in containers this need not be the user of the process.
	 */
	private static int ownOwner(Path directory, Owners owners) throws IOException {
		Path probe = Files.createTempFile(directory, ".owner", null, OwnerOnly.fileAttributes(directory));
		try {
			return owners.of(probe);
		}
		finally {
			Files.deleteIfExists(probe);
		}
	}

	/** Opens a file that was checked. */
	@FunctionalInterface
	interface Opening<T> {

		T open() throws IOException;

	}

	/** Tells the owner of a file. */
	@FunctionalInterface
	interface Owners {

		int of(Path path) throws IOException;

	}

}
