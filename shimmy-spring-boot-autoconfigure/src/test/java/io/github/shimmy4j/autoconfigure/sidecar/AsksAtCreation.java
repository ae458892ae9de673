package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;

/**
 * An ordinary singleton that waits, when it is made, for a server that was launched
 * before. It fails with {@code NOT_RUNNING} where none was.
 */
class AsksAtCreation {

	private final CompletableFuture<SidecarSnapshot> ready;

	AsksAtCreation(ShimmySidecar sidecar) {
		this.ready = sidecar.whenReady();
	}

	CompletableFuture<SidecarSnapshot> ready() {
		return this.ready;
	}

}
