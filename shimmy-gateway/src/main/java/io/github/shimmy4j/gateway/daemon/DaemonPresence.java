package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.gateway.key.OwnerKey;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * This process as the daemon of its user. It holds the lock of which there is one for
 * each user, and the file that tells other programs where the daemon is.
 */
public final class DaemonPresence implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(DaemonPresence.class);

	private static final int ATTEMPTS = 10;

	private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

	private final ShimmyHome home;

	private final DaemonFile file;

	private final InterProcessLock lock;

	private final @Nullable DaemonRecord previous;

	private final String nonce = DaemonProof.random(new SecureRandom());

	private @Nullable DaemonRecord own;

	private boolean noted;

	private boolean closed;

	private DaemonPresence(ShimmyHome home, DaemonFile file, InterProcessLock lock, @Nullable DaemonRecord previous) {
		this.home = home;
		this.file = file;
		this.lock = lock;
		this.previous = previous;
	}

	/**
	 * Makes this process the daemon, unless another one is. A client that looks whether
	 * the lock is held has it itself for a moment, so it is tried several times.
	 * @param home directories of the user
	 * @param pause lets time pass between two attempts
	 * @return the presence, to be closed; empty if another process is the daemon
	 * @throws IOException if the directory of the state cannot be written
	 * @throws InterruptedException if the thread was interrupted
	 */
	public static Optional<DaemonPresence> claim(ShimmyHome home, Pause pause)
			throws IOException, InterruptedException {
		OwnerOnly.createDirectory(home.state());
		DaemonFile file = new DaemonFile(home);
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			InterProcessLock lock = InterProcessLock.tryAcquire(home.daemonLock()).orElse(null);
			if (lock != null) {
				return Optional.of(new DaemonPresence(home, file, lock, present(file)));
			}
			DaemonRecord other = present(file);
			if (other != null && isAlive(other)) {
				return Optional.empty();
			}
			pause.await(BETWEEN_ATTEMPTS);
		}
		return Optional.empty();
	}

	/**
	 * Tells whether the process of a record lives, for callers that know the lock to be
	 * held. Its start decides nothing: after the system's clock was set, Java tells
	 * another one.
	 * @param record the record
	 */
	public static boolean isAlive(DaemonRecord record) {
		return ProcessHandle.of(record.pid()).filter(ProcessHandle::isAlive).isPresent();
	}

	/** A file that cannot be read is replaced, so it is only worth a line. */
	private static @Nullable DaemonRecord present(DaemonFile file) {
		try {
			return file.read().orElse(null);
		}
		catch (IOException ex) {
			logger.warn("The file '{}' of an earlier daemon cannot be read: {}", file.path(), ex.toString());
			return null;
		}
	}

	/** The record of an earlier daemon that was killed; empty if it ended by itself. */
	Optional<DaemonRecord> killed() {
		return Optional.ofNullable(this.previous);
	}

	/** The secret of this run. */
	String nonce() {
		return this.nonce;
	}

	/** The key of this user's programs, valid in this run. */
	public OwnerKey ownerKey() {
		return new OwnerKey(DaemonProof.ownerKey(this.nonce));
	}

	/**
	 * Tells other programs where the daemon is. Without the file they cannot find it, but
	 * it can be used.
	 * @param address address and port on which it listens
	 * @param version its version
	 */
	synchronized void announce(String address, String version) {
		if (this.closed) {
			return;
		}
		DaemonRecord record = DaemonRecord.ofThisProcess(address, version, this.nonce);
		try {
			this.file.write(record);
			this.own = record;
		}
		catch (IOException ex) {
			logger.warn("The file '{}' cannot be written, so other programs do not find this daemon: {}",
					this.file.path(), ex.toString());
		}
	}

	/**
	 * Writes down why this daemon ends. The first reason stays.
	 * @param note the reason
	 */
	public synchronized void leave(StopNote note) {
		if (this.closed || this.noted) {
			return;
		}
		this.noted = true;
		try {
			note.write(this.home);
		}
		catch (IOException ex) {
			logger.warn("The reason for this end cannot be written: {}", ex.toString());
		}
	}

	/** The reason that the previous daemon wrote down, which is read only once. */
	Optional<StopNote> previousNote() {
		try {
			return StopNote.take(this.home);
		}
		catch (IOException ex) {
			logger.warn("The reason for the end of the previous daemon cannot be read: {}", ex.toString());
			return Optional.empty();
		}
	}

	/** Removes the file and releases the lock. Idempotent. */
	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try (this.lock) {
			if (this.own != null) {
				this.file.remove(this.own);
			}
		}
		catch (IOException ex) {
			logger.warn("The file '{}' cannot be removed: {}", this.file.path(), ex.toString());
		}
	}

}
