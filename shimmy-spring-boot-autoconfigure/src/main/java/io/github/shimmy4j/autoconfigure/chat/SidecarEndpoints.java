package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ShimmySidecar;

/**
 * The endpoint of our own sidecar.
 *
 * @param sidecar the sidecar
 * @param modelName name of the model that users see
 */
record SidecarEndpoints(ShimmySidecar sidecar, String modelName) implements EndpointSource {

	@Override
	public CompletableFuture<ServerEndpoint> ready() {
		CompletableFuture<?> ready = this.sidecar.whenReady();
		CompletableFuture<ServerEndpoint> endpoint = ready.thenApply((snapshot) -> named(this.sidecar.endpoint()));
		endpoint.whenComplete((value, failure) -> ready.cancel(false));
		return endpoint;
	}

	private ServerEndpoint named(ServerEndpoint endpoint) {
		return new ServerEndpoint(endpoint.baseUrl(), endpoint.apiKey(), this.modelName, endpoint.wireModel(),
				endpoint.capabilities(), endpoint.tokens());
	}

	@Override
	public List<String> outputTail() {
		return this.sidecar.outputTail();
	}

	@Override
	public void succeeded() {
		this.sidecar.generationSucceeded();
	}

	@Override
	public void failed(ShimmyException failure) {
		this.sidecar.generationFailed(failure);
	}

}
