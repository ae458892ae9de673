package io.github.shimmy4j.process;

import java.io.IOException;

import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * A port that no other process of shimmy4j tries until this is closed. A foreign process
 * may still take it.
 */
public final class ReservedPort implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(ReservedPort.class);

	private final int port;

	private final @Nullable InterProcessLock lock;

	ReservedPort(int port, @Nullable InterProcessLock lock) {
		this.port = port;
		this.lock = lock;
	}

	/** The port's number. */
	public int port() {
		return this.port;
	}

	/** Ends the reservation. Idempotent. */
	@Override
	public void close() {
		if (this.lock == null) {
			return;
		}
		try {
			this.lock.delete();
		}
		catch (IOException ex) {
			logger.debug("Could not remove the lock file of port {}", this.port, ex);
		}
	}

}
