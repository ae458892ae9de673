package io.github.shimmy4j.autoconfigure.sidecar;

import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;

/** An ordinary singleton that saw the sidecar when it was made. */
class PhaseAtCreation {

	private final Phase phase;

	PhaseAtCreation(ShimmySidecar sidecar) {
		this.phase = sidecar.snapshot().phase();
	}

	Phase phase() {
		return this.phase;
	}

}
