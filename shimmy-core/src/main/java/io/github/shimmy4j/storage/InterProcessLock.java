package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
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
 * A lock for one holder, or for several that share it, among all threads and processes of
 * this machine. It ends at the latest with its process.
 * <p>
 * A file lock does not separate the threads of one process, and closing any channel to
 * the file releases the lock of the whole process. So each process opens the file only
 * once, also if several class loaders, as of two applications on one server, have a copy
 * of this class each. Such a copy counts as another process.
 */
public final class InterProcessLock implements AutoCloseable {

	/**
	 * With the file's path: the system property that is set while a copy of this class
	 * has the file open. All class loaders of a process share system properties.
	 */
	private static final String OPEN = InterProcessLock.class.getName() + ".open:";

	/** The locks that this process holds or waits for. Guards every claim. */
	private static final Map<Path, Claim> IN_THIS_PROCESS = new HashMap<>();

	private final Claim claim;

	private final AtomicBoolean released = new AtomicBoolean();

	private InterProcessLock(Claim claim) {
		this.claim = claim;
		claim.holders++;
	}

	/**
	 * Takes the lock alone. Waits while another holder has it.
	 * @param file lock file in an existing directory; created if missing
	 * @param turn called until the lock is free; lets time pass
	 * @return the lock, to be closed
	 * @throws IOException if it cannot be created or locked, or is no file of shimmy4j
	 * @throws InterruptedException if the thread was interrupted
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
	 * Takes the lock alone if it is free.
	 * @param file lock file in an existing directory; created if missing
	 * @return the lock, to be closed; empty if another holder has or shares it
	 * @throws IOException if it cannot be created or locked, or is no file of shimmy4j
	 */
	public static Optional<InterProcessLock> tryAcquire(Path file) throws IOException {
		return tryTake(file, false);
	}

	/**
	 * Takes the lock together with others, unless one holder has it alone.
	 * @param file lock file, as of {@link #tryAcquire}
	 * @return the lock, to be closed; empty if another holder has it alone
	 * @throws IOException as {@link #tryAcquire}
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
	 * Deletes the file and releases a lock that was taken alone. The file stays if the
	 * file system gives files no identity: a waiter could not see that its file was
	 * deleted.
	 * @throws IOException if the file cannot be deleted; the lock is released anyway
	 */
	public void delete() throws IOException {
		try (this) {
			if (!this.released.get() && this.claim.opened != null) {
				Files.deleteIfExists(this.claim.file);
			}
		}
	}

	/**
	 * Releases the lock; the file stays. Idempotent.
	 * @throws IOException if the disk fails; the lock is released anyway
	 */
	@Override
	public void close() throws IOException {
		if (this.released.getAndSet(true)) {
			return;
		}
		synchronized (IN_THIS_PROCESS) {
			this.claim.holders--;
			this.claim.endUnlessHeld();
		}
	}

	/** This process's lock on one file, held or waited for. */
	private static final class Claim {

		private final Path file;

		private final boolean shared;

		private int holders;

		/** Whether {@link #OPEN} is set by this claim. */
		private boolean marked;

		private @Nullable FileChannel channel;

		/** Identity of the opened file; null if the file system gives none. */
		private @Nullable Object opened;

		Claim(Path file, boolean shared) {
			this.file = file;
			this.shared = shared;
		}

		Optional<InterProcessLock> tryTake() throws IOException {
			synchronized (IN_THIS_PROCESS) {
				Claim present = IN_THIS_PROCESS.putIfAbsent(this.file, this);
				boolean free = (present == null || present == this) && mark() && lock();
				return free ? Optional.of(new InterProcessLock(this)) : Optional.empty();
			}
		}

		/** False if another class loader's copy of this class has the file open. */
		private boolean mark() {
			this.marked = this.marked || System.getProperties().putIfAbsent(OPEN + this.file, "true") == null;
			return this.marked;
		}

		void endUnlessHeld() throws IOException {
			synchronized (IN_THIS_PROCESS) {
				if (this.holders > 0 || !IN_THIS_PROCESS.remove(this.file, this) || !this.marked) {
					return;
				}
				try (FileChannel opened = this.channel) {
					this.marked = false;
				}
				finally {
					System.getProperties().remove(OPEN + this.file);
				}
			}
		}

		/**
		 * Locks the file at the path. The last holder may delete the file after this
		 * process has opened it and before it has locked it. A lock on the deleted file
		 * excludes no one, so the new file is locked instead.
		 */
		private boolean lock() throws IOException {
			FileChannel current = (this.channel != null) ? this.channel : open();
			while (current.tryLock(0, Long.MAX_VALUE, this.shared) != null) {
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
					// The file is usually there already.
				}
				try {
					this.opened = fileKey();
					this.channel = OwnFile.open(this.file, StandardOpenOption.READ, StandardOpenOption.WRITE);
					return this.channel;
				}
				catch (NoSuchFileException ex) {
					// The last holder has just deleted it.
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
		 * Examines a link itself: with a dangling one, {@link #open} would try for ever.
		 */
		private @Nullable Object fileKey() throws IOException {
			return Files.readAttributes(this.file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
		}

	}

	/** The wait of one waiter between two attempts. */
	@FunctionalInterface
	public interface Turn {

		/**
		 * Lets some time pass.
		 * @throws InterruptedException if the thread was interrupted
		 */
		void await() throws InterruptedException;

	}

}
