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
 * The one place that opens files of ours: locks, records, journals, notes and whatever
 * else shimmy4j itself puts into its directories. Another program, or another user, may
 * have put something else under such a name. A link would lead us to a file that is none
 * of ours, and the open of a FIFO without a writer hangs for ever, so that neither is
 * opened; nor is what belongs to a stranger. Kind and owner are looked at before the file
 * is opened and once more after it, and it must be the same file. Links are refused by
 * the open itself as well, so that none can be put there in between.
 */
public final class OwnFile {

	private static final int ROOT = 0;

	/** A file of ours may be replaced by another of ours while it is opened. */
	private static final int TRIES = 32;

	private static final Set<PosixFilePermission> WRITE_BY_OTHERS = PosixFilePermissions.fromString("----w--w-");

	private OwnFile() {
	}

	/**
	 * Whether anything has that name, also a link that leads nowhere.
	 * @param file the file
	 * @return false if the name is free
	 */
	public static boolean exists(Path file) {
		return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * Opens a file that is there.
	 * @param file the file
	 * @param options how, without one that creates
	 * @return to be closed
	 * @throws ForeignFileException if it is no plain file of ours
	 * @throws IOException if it cannot be opened, or does not exist
	 */
	public static FileChannel open(Path file, OpenOption... options) throws IOException {
		OpenOption[] withoutLinks = Stream.concat(Arrays.stream(options), Stream.of(LinkOption.NOFOLLOW_LINKS))
			.toArray(OpenOption[]::new);
		return opened(file, () -> FileChannel.open(file, withoutLinks));
	}

	/** Opens what was looked at, and nothing else. */
	static <T extends Closeable> T opened(Path file, Opening<T> opening) throws IOException {
		for (int tries = 0; tries < TRIES; tries++) {
			Object looked = look(file);
			T opened = opening.open();
			boolean same = false;
			try {
				same = Objects.equals(looked, look(file));
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
	 * Opens a file to read and to write, and creates it for its owner only if it is
	 * missing.
	 * @param file the file
	 * @return to be closed
	 * @throws ForeignFileException if something else has that name
	 * @throws IOException if it can be neither opened nor created, or is gone in between
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
	 * @param mostBytes bytes that it may have
	 * @return its content, or empty if it has more
	 * @throws ForeignFileException if it is no plain file of ours
	 * @throws IOException if it cannot be read, or does not exist
	 */
	public static Optional<byte[]> read(Path file, int mostBytes) throws IOException {
		try (InputStream stream = opened(file, () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
			byte[] bytes = stream.readNBytes(mostBytes + 1);
			return (bytes.length > mostBytes) ? Optional.empty() : Optional.of(bytes);
		}
	}

	/**
	 * Writes a new file, for its owner only, onto the disk itself. Not through a channel,
	 * since an interrupt, which ends launches and transfers, would end this too.
	 * @param file the file, which must not exist
	 * @param content what it is to have
	 * @throws IOException if it cannot be written
	 */
	public static void writeNew(Path file, byte[] content) throws IOException {
		Files.createFile(file, OwnerOnly.fileAttributes(file));
		fill(file, content);
	}

	/** Fills a file that was created a moment ago. */
	static void fill(Path file, byte[] content) throws IOException {
		try (OutputStream stream = emptied(file)) {
			stream.write(content);
		}
		syncInSpiteOfInterrupts(file);
	}

	/**
	 * Copies a file into one that was created a moment ago, onto the disk itself.
	 * @param source any file that can be read
	 * @param file the new file
	 * @throws IOException if it cannot be written
	 */
	public static void fill(Path source, Path file) throws IOException {
		try (OutputStream stream = emptied(file)) {
			Files.copy(source, stream);
		}
		syncInSpiteOfInterrupts(file);
	}

	/** An interrupt does not close a stream of {@code Files}, unlike a channel. */
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
	 * Has a file of ours, or what is in a directory, written to the disk itself.
	 * @param path file or directory
	 * @param option {@code WRITE} for a file, {@code READ} for a directory
	 * @throws IOException if the disk fails, or the platform cannot do it
	 */
	public static void sync(Path path, StandardOpenOption option) throws IOException {
		try (FileChannel channel = FileChannel.open(path, option, LinkOption.NOFOLLOW_LINKS)) {
			channel.force(true);
		}
	}

	/**
	 * Refuses what must not be opened.
	 * @param file the file
	 * @throws ForeignFileException if it is no plain file, or a stranger's
	 * @throws IOException if it cannot be looked at, or does not exist
	 */
	public static void require(Path file) throws IOException {
		look(file);
	}

	/** As {@link #require}; says what the disk knows the file by, or null. */
	private static @Nullable Object look(Path file) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		if (!attributes.isRegularFile()) {
			throw new ForeignFileException(file, kind(attributes));
		}
		requireOwner(file, "file", OwnFile::owner);
		return attributes.fileKey();
	}

	/**
	 * Refuses what is no directory itself, such as a link to one, and a stranger's.
	 * @param directory the directory
	 * @throws ForeignFileException if it is something else
	 * @throws IOException if it cannot be looked at, or does not exist
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
	 * Refuses a directory that others may have made, or may write to.
	 * @param directory the directory
	 * @throws ForeignFileException if it is not ours alone
	 * @throws IOException if it cannot be looked at, or does not exist
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

	/** Refuses a stranger's. */
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
	 * Whether it makes no difference that somebody else owns a file: the owner of its
	 * directory, and root, could replace it at any time.
	 */
	static boolean isTrusted(int owner, int ownerOfDirectory) {
		return owner == ownerOfDirectory || owner == ROOT;
	}

	/** Of the link itself where it is one. */
	static int owner(Path path) throws IOException {
		return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * Who owns what this process creates there. Asked of the disk, since on network disks
	 * and in containers that need not be the user of the process.
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

	/** Opens a file that was looked at. */
	@FunctionalInterface
	interface Opening<T> {

		T open() throws IOException;

	}

	/** Knows who owns what. */
	@FunctionalInterface
	interface Owners {

		int of(Path path) throws IOException;

	}

}
