package io.github.shimmy4j.sidecar.ownership;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.process.LinuxSockets;
import io.github.shimmy4j.process.PortOwner;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.process.ProcessIdentity;
import io.github.shimmy4j.process.ReservedPort;
import io.github.shimmy4j.storage.ShimmyHome;

/**
 * What one sidecar does so that it and the others of this user know whose each process
 * and each port is.
 */
public final class Ownership {

	private final OwnRecord own;

	private final OrphanSweep leftovers;

	private final PortReservations ports;

	private final LinuxSockets sockets = LinuxSockets.ofThisMachine();

	private final AtomicBoolean swept = new AtomicBoolean();

	/** Of one sidecar; touches no file yet. */
	public Ownership(ShimmyHome home) {
		this.own = new OwnRecord(home.sidecars());
		this.ports = new PortReservations(home.ports());
		this.leftovers = new OrphanSweep(home.sidecars(), home.run(), this.ports);
	}

	/** Sees to what killed applications left behind, the first time. */
	public void sweepOnce() throws InterruptedException {
		if (!this.swept.get()) {
			this.leftovers.sweep();
			this.swept.set(true);
		}
	}

	/** The next port after one that nobody has; empty if all are taken. */
	public Optional<ReservedPort> nextPort(PortRange range, int after) {
		return this.ports.next(range, after);
	}

	/** A launch is about to make its directory. */
	public void launching(Path launch, int port) {
		this.own.launching(launch, port);
	}

	/** Its process exists. */
	public void spawned(Path launch, ProcessIdentity process) {
		this.own.spawned(launch, process);
	}

	/** Its process and its directory are gone. */
	public void ended(Path launch) {
		this.own.ended(launch);
	}

	/** Whose the socket is that listens on a port. */
	public PortOwner ownerOf(int port, long child) {
		return ProcessHandle.of(child).map((process) -> this.sockets.ownerOf(port, process)).orElse(PortOwner.UNKNOWN);
	}

	/** There will be no more launches. */
	public void close() {
		this.own.close();
	}

}
