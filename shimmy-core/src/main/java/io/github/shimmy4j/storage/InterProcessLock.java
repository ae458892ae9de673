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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * A right that one holder has alone, or several share, among all threads and processes of
 * this machine, and that ends with its process at the latest. A file lock does not tell
 * threads of one process apart, and closing any channel to the file drops it for the
 * whole process, so a process has the file open only once. Another class loader's copy of
 * this class counts as another process.
 */
public final class InterProcessLock implements AutoCloseable {

	/** What this process holds, and what it waits for. Guards every claim. */
	private static final Map<Path, Claim> IN_THIS_PROCESS = new HashMap<>();

	private final Claim claim;

	private final AtomicBoolean given = new AtomicBoolean();

	private InterProcessLock(Claim claim) {
		this.claim = claim;
		claim.holders++;
	}

	/**
	 * Takes the lock alone, and waits for as long as another holds it.
	 * @param file file that stands for the right, in an existing directory; created if it
	 * is missing
	 * @param turn called again and again until the lock is free; lets time pass
	 * @return the lock, to be closed
	 * @throws IOException if the file cannot be created or locked, or is something else
	 * than a plain file of ours
	 * @throws InterruptedException if the wait was interrupted
	 */
	public static InterProcessLock acquire(Path file, Turn turn) throws IOException, InterruptedException {
		Claim claim = new Claim(key(file), false);
		try {
			Optional<InterProcessLock> lock = claim.tryTake();
			while (lock.isEmpty()) {
				turn.await();
				lock = claim.tryTake();
			}
			return lock.get();
		}
		finally {
			claim.endUnlessHeld();
		}
	}

	/**
	 * Takes the lock alone, if it is free.
	 * @param file file that stands for the right, in an existing directory; created if it
	 * is missing
	 * @return the lock, to be closed, or empty if another holds or shares it
	 * @throws IOException if the file cannot be created or locked, or is something else
	 * than a plain file of ours
	 */
	public static Optional<InterProcessLock> tryAcquire(Path file) throws IOException {
		return tryTake(file, false);
	}

	/**
	 * Takes the lock together with others, unless one holds it alone.
	 * @param file file that stands for the right, in an existing directory; created if it
	 * is missing
	 * @return the lock, to be closed, or empty if another holds it alone
	 * @throws IOException if the file cannot be created or locked, or is something else
	 * than a plain file of ours
	 */
	public static Optional<InterProcessLock> tryShare(Path file) throws IOException {
		return tryTake(file, true);
	}

	private static Optional<InterProcessLock> tryTake(Path file, boolean shared) throws IOException {
		Path key = key(file);
		synchronized (IN_THIS_PROCESS) {
			Claim present = IN_THIS_PROCESS.get(key);
			if (shared && present != null && present.shared) {
				return Optional.of(new InterProcessLock(present));
			}
			Claim claim = new Claim(key, shared);
			try {
				return claim.tryTake();
			}
			finally {
				claim.endUnlessHeld();
			}
		}
	}

	private static Path key(Path file) throws IOException {
		return file.resolveSibling("").toRealPath().resolve(file.getFileName());
	}

	/**
	 * Deletes the file and gives back a lock that was taken alone. The file stays where
	 * the file system does not tell files apart, since who waits for it could not see
	 * that it is gone.
	 * @throws IOException if the file cannot be deleted; the lock is given back all the
	 * same
	 */
	public void delete() throws IOException {
		try (this) {
			if (!this.given.get() && this.claim.opened != null) {
				Files.deleteIfExists(this.claim.file);
			}
		}
	}

	/**
	 * Gives the lock back; the file stays. Idempotent.
	 * @throws IOException if the disk fails; the lock is given back all the same
	 */
	@Override
	public void close() throws IOException {
		if (this.given.getAndSet(true)) {
			return;
		}
		synchronized (IN_THIS_PROCESS) {
			this.claim.holders--;
			this.claim.endUnlessHeld();
		}
	}

	/** What this process has, or wants to have, of one file. */
	private static final class Claim {

		private final Path file;

		private final boolean shared;

		private int holders;

		private @Nullable FileChannel channel;

		/** What the file system knows the opened file by; null where it does not say. */
		private @Nullable Object opened;

		Claim(Path file, boolean shared) {
			this.file = file;
			this.shared = shared;
		}

		Optional<InterProcessLock> tryTake() throws IOException {
			synchronized (IN_THIS_PROCESS) {
				Claim present = IN_THIS_PROCESS.putIfAbsent(this.file, this);
				return ((present == null || present == this) && lock()) ? Optional.of(new InterProcessLock(this))
						: Optional.empty();
			}
		}

		void endUnlessHeld() throws IOException {
			synchronized (IN_THIS_PROCESS) {
				if (this.holders == 0 && IN_THIS_PROCESS.remove(this.file, this) && this.channel != null) {
					this.channel.close();
				}
			}
		}

		/**
		 * Locks the file that is at the path. Its last holder may have deleted it between
		 * our look at the path and our lock, which is then on a file that nobody else can
		 * see: such a lock is worth nothing.
		 */
		private boolean lock() throws IOException {
			FileChannel current = (this.channel != null) ? this.channel : open();
			while (lock(current)) {
				if (this.opened == null || this.opened.equals(identity())) {
					return true;
				}
				current.close();
				current = open();
			}
			return false;
		}

		private boolean lock(FileChannel current) throws IOException {
			try {
				return current.tryLock(0, Long.MAX_VALUE, this.shared) != null;
			}
			catch (OverlappingFileLockException ex) {
				// Another class loader's copy of this class has it.
				return false;
			}
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
					this.channel = OwnFile.open(this.file, StandardOpenOption.READ, StandardOpenOption.WRITE);
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

		/**
		 * Of a link itself: one that leads nowhere would be looked for without an end.
		 */
		private @Nullable Object fileKey() throws IOException {
			return Files.readAttributes(this.file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
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
