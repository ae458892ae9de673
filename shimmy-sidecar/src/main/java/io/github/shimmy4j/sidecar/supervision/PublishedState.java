package io.github.shimmy4j.sidecar.supervision;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.RunningServer;
import io.github.shimmy4j.sidecar.machine.SidecarState;

/**
 * State of the machine that other threads read.
 *
 * @param state state of the machine
 * @param snapshot the same state for users
 * @param changes the last moves between phases, oldest first
 */
record PublishedState(SidecarState state, SidecarSnapshot snapshot, List<PhaseChange> changes) {

	RunningServer server() {
		if (this.state instanceof SidecarState.Ready ready && ready.killReason() == null) {
			return ready.server();
		}
		if (this.state instanceof SidecarState.Failed failed) {
			throw failed.reason();
		}
		boolean underWay = this.state.phase() == Phase.READY || !this.state.phase().isSettled();
		throw new ShimmyException(underWay ? ShimmyErrorCode.NOT_READY : ShimmyErrorCode.NOT_RUNNING,
				"Since %s the sidecar is %s".formatted(this.state.since(), this.snapshot.activity()));
	}

}
