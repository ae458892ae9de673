package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * A right that is held by one holder at a time among all threads and processes of this
 * machine, and that ends with its process at the latest. A file lock does not tell
 * threads of one process apart, and closing any channel to the file drops it for the
 * whole process, so that the file is opened only by who is alone with it in the process.
 */
public final class InterProcessLock implements AutoCloseable {

	private static final Set<Path> IN_THIS_PROCESS = ConcurrentHashMap.newKeySet();

	private final Path file;

	private final AtomicBoolean given = new AtomicBoolean();

	private @Nullable FileChannel channel;

	/** What the file system knows the opened file by; null where it does not say. */
	private @Nullable Object opened;

	private InterProcessLock(Path file) {
		this.file = file;
	}

	/**
	 * Takes the lock, and waits for as long as another holds it.
	 * @param file file that stands for the right, in an existing directory; created if it
	 * is missing
	 * @param turn called again and again until the lock is free; lets time pass
	 * @return the lock, to be closed
	 * @throws IOException if the file cannot be created or locked, or is something else
	 * than a plain file of ours
	 * @throws InterruptedException if the wait was interrupted
	 */
	public static InterProcessLock acquire(Path file, Turn turn) throws IOException, InterruptedException {
		Path key = key(file);
		while (!IN_THIS_PROCESS.add(key)) {
			turn.await();
		}
		InterProcessLock lock = new InterProcessLock(key);
		boolean held = false;
		try {
			for (held = lock.tryLock(); !held; held = lock.tryLock()) {
				turn.await();
			}
			return lock;
		}
		finally {
			if (!held) {
				lock.close();
			}
		}
	}

	/**
	 * Takes the lock if it is free.
	 * @param file file that stands for the right, in an existing directory; created if it
	 * is missing
	 * @return the lock, to be closed, or empty if another holds it
	 * @throws IOException if the file cannot be created or locked, or is something else
	 * than a plain file of ours
	 */
	public static Optional<InterProcessLock> tryAcquire(Path file) throws IOException {
		Path key = key(file);
		if (!IN_THIS_PROCESS.add(key)) {
			return Optional.empty();
		}
		InterProcessLock lock = new InterProcessLock(key);
		boolean held = false;
		try {
			held = lock.tryLock();
			return held ? Optional.of(lock) : Optional.empty();
		}
		finally {
			if (!held) {
				lock.close();
			}
		}
	}

	private static Path key(Path file) throws IOException {
		return file.resolveSibling("").toRealPath().resolve(file.getFileName());
	}

	/**
	 * Locks the file that is at the path. Its last holder may have deleted it between our
	 * look at the path and our lock, which is then on a file that nobody else can see:
	 * such a lock is worth nothing.
	 */
	private boolean tryLock() throws IOException {
		FileChannel current = (this.channel != null) ? this.channel : open();
		while (isLocked(current)) {
			if (this.opened == null || this.opened.equals(identity())) {
				return true;
			}
			current.close();
			current = open();
		}
		return false;
	}

	private FileChannel open() throws IOException {
		while (true) {
			try {
				Files.createFile(this.file, OwnerOnly.fileAttributes(this.file));
			}
			catch (FileAlreadyExistsException ex) {
				// As it should be.
			}
			try {
				this.opened = fileKey();
				this.channel = OwnFile.open(this.file, StandardOpenOption.WRITE);
				return this.channel;
			}
			catch (NoSuchFileException ex) {
				// Its last holder has just deleted it.
			}
		}
	}

	private @Nullable Object identity() throws IOException {
		try {
			return fileKey();
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	/** Of a link itself: one that leads nowhere would be looked for without an end. */
	private @Nullable Object fileKey() throws IOException {
		return Files.readAttributes(this.file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
	}

	/** Another class loader's copy of this class counts as another process. */
	private static boolean isLocked(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	/**
	 * Deletes the file and gives the lock back. The file stays where the file system does
	 * not tell files apart, since who waits for it could not see that it is gone.
	 * @throws IOException if the file cannot be deleted; the lock is given back all the
	 * same
	 */
	public void delete() throws IOException {
		try (this) {
			if (!this.given.get() && this.opened != null) {
				Files.deleteIfExists(this.file);
			}
		}
	}

	/**
	 * Gives the lock back; the file stays. Idempotent.
	 * @throws IOException if the disk fails
	 */
	@Override
	public void close() throws IOException {
		if (this.given.getAndSet(true)) {
			return;
		}
		try {
			if (this.channel != null) {
				this.channel.close();
			}
		}
		finally {
			IN_THIS_PROCESS.remove(this.file);
		}
	}

	/** What a waiter does until it looks again. */
	@FunctionalInterface
	public interface Turn {

		/**
		 * Lets some time pass.
		 * @throws InterruptedException if the thread was interrupted
		 */
		void await() throws InterruptedException;

	}

}
