package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

import io.github.shimmy4j.storage.OwnerOnly;
import org.jspecify.annotations.Nullable;

/**
 * The right to fetch one model, held by one thread of one process. A file lock does not
 * tell threads of one process apart, and closing any channel to the file drops it for the
 * whole process, so that a thread opens the file only once it is alone in the process.
 */
final class ModelLock implements AutoCloseable {

	/** How soon a waiter notices that it is its turn; others are rare. */
	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	private static final ConcurrentMap<Path, Semaphore> PROCESS_WIDE = new ConcurrentHashMap<>();

	private final Semaphore turn;

	private final FileChannel channel;

	private ModelLock(Semaphore turn, FileChannel channel) {
		this.turn = turn;
		this.channel = channel;
	}

	/**
	 * Waits for as long as others hold the lock, calling {@code whileWaiting} each time.
	 */
	static ModelLock acquire(Path file, Pause pause, Runnable whileWaiting) throws IOException, InterruptedException {
		Path key = file.resolveSibling("").toRealPath().resolve(file.getFileName());
		Semaphore turn = PROCESS_WIDE.computeIfAbsent(key, (ignored) -> new Semaphore(1));
		while (!turn.tryAcquire()) {
			whileWaiting.run();
			pause.await(POLL_INTERVAL);
		}
		try {
			return lock(turn, file, pause, whileWaiting);
		}
		catch (IOException | InterruptedException | RuntimeException | Error ex) {
			turn.release();
			throw ex;
		}
	}

	private static ModelLock lock(Semaphore turn, Path file, Pause pause, Runnable whileWaiting)
			throws IOException, InterruptedException {
		FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
				OwnerOnly.fileAttributes(file));
		try {
			while (tryLock(channel) == null) {
				whileWaiting.run();
				pause.await(POLL_INTERVAL);
			}
			return new ModelLock(turn, channel);
		}
		catch (IOException | InterruptedException | RuntimeException | Error ex) {
			channel.close();
			throw ex;
		}
	}

	/** Another class loader's copy of this class counts as another process. */
	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		try {
			this.channel.close();
		}
		finally {
			this.turn.release();
		}
	}

}
