package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;

/**
 * The endpoint of our own sidecar.
 *
 * @param sidecar the sidecar
 * @param modelName name of the model that users see
 */
record SidecarEndpoints(ShimmySidecar sidecar, String modelName) implements EndpointSource {

	@Override
	public CompletableFuture<ServerUse> use() {
		CompletableFuture<ServerUse> granted = this.sidecar.use();
		CompletableFuture<ServerUse> named = new CompletableFuture<>();
		granted.whenComplete((use, failure) -> {
			if (failure != null) {
				named.completeExceptionally(failure);
			}
			else if (!named.complete(NamedUse.of(use, this.modelName))) {
				use.close();
			}
		});
		named.whenComplete((use, failure) -> granted.cancel(false));
		return named;
	}

	@Override
	public List<String> outputTail() {
		return this.sidecar.outputTail();
	}

}
