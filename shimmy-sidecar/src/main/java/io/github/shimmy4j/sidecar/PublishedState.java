package io.github.shimmy4j.sidecar;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * What everybody else sees of the state machine.
 *
 * @param state state of the machine
 * @param snapshot the same, for users
 */
record PublishedState(SidecarState state, SidecarSnapshot snapshot) {

	RunningServer server() {
		if (this.state instanceof SidecarState.Ready ready) {
			return ready.server();
		}
		if (this.state instanceof SidecarState.Failed failed) {
			throw failed.reason();
		}
		boolean underWay = !this.state.phase().isSettled();
		throw new ShimmyException(underWay ? ShimmyErrorCode.NOT_READY : ShimmyErrorCode.NOT_RUNNING,
				"The sidecar is %s since %s".formatted(this.state.phase(), this.state.since()));
	}

}
