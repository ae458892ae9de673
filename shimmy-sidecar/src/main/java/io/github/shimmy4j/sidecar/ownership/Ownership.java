package io.github.shimmy4j.sidecar.ownership;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.process.LinuxSockets;
import io.github.shimmy4j.process.PortOwner;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.process.ReservedPort;
import io.github.shimmy4j.storage.ShimmyHome;

/** Lets the sidecars of one user know which sidecar each process and port belongs to. */
public final class Ownership {

	private final OwnRecord record;

	private final OrphanSweep sweep;

	private final PortReservations ports;

	private final LinuxSockets sockets = LinuxSockets.ofThisMachine();

	private final AtomicBoolean swept = new AtomicBoolean();

	/** Ownership of one sidecar; touches no file yet. */
	public Ownership(ShimmyHome home) {
		this.record = new OwnRecord(home.sidecars());
		this.ports = new PortReservations(home.ports());
		this.sweep = new OrphanSweep(home.sidecars(), home.run(), this.ports);
	}

	/** The record of this sidecar. */
	public OwnRecord record() {
		return this.record;
	}

	/** Ends the servers of killed applications, until it has succeeded once. */
	public void sweepOnce() throws InterruptedException {
		if (!this.swept.get()) {
			this.sweep.sweep();
			this.swept.set(true);
		}
	}

	/** Reserves the next free port after one; empty if all are taken. */
	public Optional<ReservedPort> nextPort(PortRange range, int after) {
		return this.ports.next(range, after);
	}

	/** Which process owns the socket that listens on a port, seen from our child. */
	public PortOwner ownerOf(int port, long child) {
		return ProcessHandle.of(child).map((process) -> this.sockets.ownerOf(port, process)).orElse(PortOwner.UNKNOWN);
	}

}
