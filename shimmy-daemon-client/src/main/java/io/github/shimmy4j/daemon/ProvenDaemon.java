package io.github.shimmy4j.daemon;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The daemon that has proven itself last. It is believed for a moment only: a daemon that
 * ends closes its port long before its process is gone, and another program may then get
 * the port.
 */
final class ProvenDaemon {

	/** Spares quick requests the proof, which costs about a millisecond. */
	static final Duration BELIEVED = Duration.ofSeconds(1);

	private final LongSupplier nanoTime;

	private @Nullable DaemonRecord daemon;

	private long provenAt;

	/** No daemon yet; the time is in nanoseconds. */
	ProvenDaemon(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/** Remembers a daemon that has just given the proof. */
	synchronized void set(DaemonRecord daemon) {
		this.daemon = daemon;
		this.provenAt = this.nanoTime.getAsLong();
	}

	/**
	 * The daemon, if requests may be sent to it without another proof.
	 * @return null if its proof is old, or if its process has ended or has another start
	 */
	synchronized @Nullable DaemonRecord believed() {
		DaemonRecord known = this.daemon;
		boolean fresh = this.nanoTime.getAsLong() - this.provenAt < BELIEVED.toNanos();
		return (known != null && fresh && known.process().isPresent()) ? known : null;
	}

	/** Forgets a daemon after a failure; another one stays. */
	synchronized void forget(DaemonRecord lost) {
		if (lost.equals(this.daemon)) {
			this.daemon = null;
		}
	}

}
