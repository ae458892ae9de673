package io.github.shimmy4j.autoconfigure.chat;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;

/**
 * A use of the sidecar's server under the name that the user gave to the model.
 *
 * @param use the use
 * @param endpoint its endpoint with that name
 */
record NamedUse(ServerUse use, ServerEndpoint endpoint) implements ServerUse {

	static NamedUse of(ServerUse use, String modelName) {
		ServerEndpoint endpoint = use.endpoint();
		return new NamedUse(use, new ServerEndpoint(endpoint.baseUrl(), endpoint.apiKey(), modelName,
				endpoint.wireModel(), endpoint.capabilities(), endpoint.tokens(), endpoint.marks()));
	}

	@Override
	public CompletableFuture<ShimmyException> lost() {
		return this.use.lost();
	}

	@Override
	public void progressed() {
		this.use.progressed();
	}

	@Override
	public void succeeded() {
		this.use.succeeded();
	}

	@Override
	public void failed(ShimmyException failure) {
		this.use.failed(failure);
	}

	@Override
	public void close() {
		this.use.close();
	}

}
