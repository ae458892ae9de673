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
 * Ports by which processes of ours keep out of each other's way between the choice of a
 * port and the moment at which a server has bound it. The operating system drops a
 * reservation when its process ends.
 */
public final class PortReservations {

	private static final PrintableLogger logger = PrintableLogger.of(PortReservations.class);

	private final Path directory;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Reservations by the files of one directory.
	 * @param directory one lock for each port; created when it is needed
	 */
	public PortReservations(Path directory) {
		this.directory = directory;
	}

	/**
	 * Reserves the next port that nobody listens on. Where the directory cannot be
	 * written to, the port is given all the same: the server's bind decides in the end.
	 * @param ports where to look
	 * @param after ports up to this one are passed over; 0 = none
	 * @return the port, to be closed when the server is gone, or empty if all are taken
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
	 * Whether a process of ours has it, or had it and was killed. Only looks: who opened
	 * the file of a lock of this very process would lose it.
	 * @param port loopback port
	 * @return true if it is not to be touched
	 */
	public boolean isReserved(int port) {
		return OwnFile.exists(file(port));
	}

	/**
	 * Removes what is left of a reservation whose process was killed. It binds nobody any
	 * more, and only takes up room.
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
			logger.debug("The lock of port {} stays on the disk", port, ex);
		}
	}

	private Path file(int port) {
		return this.directory.resolve(port + ".lock");
	}

	/** The one that was reserved last; the ones before it could not be bound. */
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

	/** Empty only if another process, or another sidecar of this one, has it. */
	private Optional<ReservedPort> reserve(int port) {
		try {
			OwnerOnly.createDirectory(this.directory);
			return InterProcessLock.tryAcquire(file(port)).map((lock) -> new ReservedPort(port, lock));
		}
		catch (IOException | ShimmyException ex) {
			if (!this.warned.getAndSet(true)) {
				logger.warn(
						"Ports cannot be reserved in '{}'; two applications that start together may try the same: {}",
						this.directory, ex.toString());
			}
			return Optional.of(new ReservedPort(port, null));
		}
	}

}
