package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A right that many may hold together, in this process and in others, or one alone. It
 * ends with its process at the latest. A process has the file open once, however many of
 * its threads hold the right: Java refuses a second lock on it, and closing any channel
 * to it would drop the first. Another class loader's copy of this class counts as another
 * process, and is told that the right is taken. The file stays.
 */
public final class SharedLock implements AutoCloseable {

	private static final Map<Path, SharedLock.Held> IN_THIS_PROCESS = new HashMap<>();

	private final Path file;

	private final AtomicBoolean given = new AtomicBoolean();

	private SharedLock(Path file) {
		this.file = file;
	}

	/**
	 * Takes the right together with others.
	 * @param file file that stands for it, in an existing directory; created if it is
	 * missing
	 * @return the right, to be closed, or empty if somebody is alone with it
	 * @throws IOException if the file cannot be created or locked, or is something else
	 * than a plain file of ours
	 */
	public static Optional<SharedLock> tryShare(Path file) throws IOException {
		return tryTake(file, true);
	}

	/**
	 * Takes the right alone.
	 * @param file file that stands for it, in an existing directory; created if it is
	 * missing
	 * @return the right, to be closed, or empty if anybody has it
	 * @throws IOException if the file cannot be created or locked, or is something else
	 * than a plain file of ours
	 */
	public static Optional<SharedLock> tryAlone(Path file) throws IOException {
		return tryTake(file, false);
	}

	private static Optional<SharedLock> tryTake(Path file, boolean shared) throws IOException {
		Path key = file.resolveSibling("").toRealPath().resolve(file.getFileName());
		synchronized (IN_THIS_PROCESS) {
			Held held = IN_THIS_PROCESS.get(key);
			if (held == null) {
				FileChannel channel = OwnFile.openOrCreate(key);
				if (!isLocked(channel, shared)) {
					channel.close();
					return Optional.empty();
				}
				held = new Held(channel, shared, 0);
			}
			else if (!shared || !held.shared()) {
				return Optional.empty();
			}
			IN_THIS_PROCESS.put(key, held.holders(held.holders() + 1));
			return Optional.of(new SharedLock(key));
		}
	}

	private static boolean isLocked(FileChannel channel, boolean shared) throws IOException {
		boolean locked = false;
		try {
			locked = channel.tryLock(0, Long.MAX_VALUE, shared) != null;
		}
		catch (OverlappingFileLockException ex) {
			// Another class loader's copy has it.
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
		return locked;
	}

	/**
	 * Gives the right back. Idempotent.
	 * @throws IOException if the disk fails; it is given back all the same
	 */
	@Override
	public void close() throws IOException {
		if (this.given.getAndSet(true)) {
			return;
		}
		synchronized (IN_THIS_PROCESS) {
			Held held = IN_THIS_PROCESS.remove(this.file);
			if (held != null && held.holders() > 1) {
				IN_THIS_PROCESS.put(this.file, held.holders(held.holders() - 1));
			}
			else if (held != null) {
				held.channel().close();
			}
		}
	}

	/** What this process has of one file. */
	private record Held(FileChannel channel, boolean shared, int holders) {

		Held holders(int number) {
			return new Held(this.channel, this.shared, number);
		}

	}

}
