package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Reserves ports among the processes of shimmy4j, from the choice of a port until its
 * server has ended. The operating system drops a reservation when its process ends.
 */
public final class PortReservations {

	private static final PrintableLogger logger = PrintableLogger.of(PortReservations.class);

	private final Path directory;

	private final AtomicBoolean warned = new AtomicBoolean();

	/** Keeps one lock file for each port in a directory, which is created when needed. */
	public PortReservations(Path directory) {
		this.directory = directory;
	}

	/**
	 * Reserves the next free port. If the directory cannot be written to, returns the
	 * port without a reservation: the server's bind decides in the end.
	 * @param ports ports to try
	 * @param after ports up to this one are skipped; 0 = none
	 * @return the port, to be closed when the server is gone; empty if all are taken
	 */
	public Optional<ReservedPort> next(PortRange ports, int after) {
		Candidate candidate = new Candidate();
		OptionalInt free = OptionalInt.empty();
		try {
			free = ports.nextFree(after, candidate::take);
		}
		finally {
			if (free.isEmpty()) {
				candidate.release();
			}
		}
		return free.isPresent() ? Optional.ofNullable(candidate.reserved) : Optional.empty();
	}

	/**
	 * Tells whether a process of shimmy4j has reserved a port, or had and was killed.
	 * Does not open the lock file: that would release a lock of this very process.
	 * @param port loopback port
	 * @return true if the port must not be tested
	 */
	public boolean isReserved(int port) {
		return OwnFile.exists(file(port));
	}

	/**
	 * Removes the lock file of a process that was killed. The file reserves nothing any
	 * more.
	 * @param port the port that was reserved
	 */
	public void forget(int port) {
		Path file = file(port);
		try {
			Optional<InterProcessLock> lock = OwnFile.exists(file) ? InterProcessLock.tryAcquire(file)
					: Optional.empty();
			if (lock.isPresent()) {
				lock.get().delete();
			}
		}
		catch (IOException ex) {
			logger.debug("Could not remove the lock file of port {}", port, ex);
		}
	}

	private Path file(int port) {
		return this.directory.resolve(port + ".lock");
	}

	/** The port that was reserved last; the ports before it could not be bound. */
	private final class Candidate {

		private @Nullable ReservedPort reserved;

		boolean take(int port) {
			release();
			this.reserved = reserve(port).orElse(null);
			return this.reserved != null;
		}

		void release() {
			if (this.reserved != null) {
				this.reserved.close();
			}
		}

	}

	/** Empty only if another process, or another sidecar of this one, has the port. */
	private Optional<ReservedPort> reserve(int port) {
		try {
			OwnerOnly.createDirectory(this.directory);
			return InterProcessLock.tryAcquire(file(port)).map((lock) -> new ReservedPort(port, lock));
		}
		catch (IOException | ShimmyException ex) {
			if (!this.warned.getAndSet(true)) {
				logger.warn(
						"Could not reserve ports in '{}'; applications that start together may try the same port: {}",
						this.directory, ex.toString());
			}
			return Optional.of(new ReservedPort(port, null));
		}
	}

}
