package io.github.shimmy4j.autoconfigure.shared;

import java.time.Duration;

import io.github.shimmy4j.daemon.DaemonClient;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * The application's clients of the daemon, made when they are first needed. For several
 * threads.
 */
final class DaemonClients implements AutoCloseable {

	/** A daemon tells its status in milliseconds, also a busy one. */
	private static final Duration LONGEST_STATUS = Duration.ofSeconds(3);

	private final DaemonConfig config;

	private @Nullable DaemonClient finder;

	private @Nullable DaemonClient observer;

	private boolean closed;

	DaemonClients(DaemonConfig config) {
		this.config = config;
	}

	/**
	 * The client that finds the daemon, or starts it. It lets the daemon prove itself
	 * again once its last proof is a second old.
	 * @throws ShimmyException NOT_RUNNING once the application is ending
	 */
	synchronized DaemonClient finder() {
		requireOpen();
		DaemonClient present = this.finder;
		if (present == null) {
			present = DaemonClient.of(this.config);
			this.finder = present;
		}
		return present;
	}

	/**
	 * The client that only looks.
	 * @throws ShimmyException NOT_RUNNING once the application is ending
	 */
	synchronized DaemonClient observer() {
		requireOpen();
		DaemonClient present = this.observer;
		if (present == null) {
			Duration timeout = this.config.timeout();
			present = DaemonClient.of(this.config.withAutoSpawn(false)
				.withTimeout((timeout.compareTo(LONGEST_STATUS) < 0) ? timeout : LONGEST_STATUS));
			this.observer = present;
		}
		return present;
	}

	private void requireOpen() {
		if (this.closed) {
			throw new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The application is ending");
		}
	}

	/** The next search must not believe the proof of a lost daemon. */
	synchronized void forget(DaemonRecord lost) {
		if (this.finder != null) {
			this.finder.forget(lost);
		}
	}

	/** Ends what is under way. Idempotent. */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.finder != null) {
			this.finder.close();
		}
		if (this.observer != null) {
			this.observer.close();
		}
	}

}
