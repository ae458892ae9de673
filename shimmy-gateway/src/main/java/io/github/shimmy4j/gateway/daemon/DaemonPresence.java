package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;

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

	private final DaemonFile file;

	private final InterProcessLock lock;

	private final @Nullable DaemonRecord previous;

	private final String nonce = DaemonProof.random(new SecureRandom());

	private @Nullable DaemonRecord own;

	private boolean closed;

	private DaemonPresence(DaemonFile file, InterProcessLock lock, @Nullable DaemonRecord previous) {
		this.file = file;
		this.lock = lock;
		this.previous = previous;
	}

	/**
	 * Makes this process the daemon, unless another one is.
	 * @param home directories of the user
	 * @return the presence, to be closed; empty if another process is the daemon
	 * @throws IOException if the directory of the state cannot be written
	 */
	public static Optional<DaemonPresence> claim(ShimmyHome home) throws IOException {
		OwnerOnly.createDirectory(home.state());
		InterProcessLock lock = InterProcessLock.tryAcquire(home.daemonLock()).orElse(null);
		if (lock == null) {
			return Optional.empty();
		}
		DaemonFile file = new DaemonFile(home);
		return Optional.of(new DaemonPresence(file, lock, present(file)));
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
