package io.github.shimmy4j.autoconfigure.chat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;

/** A use of the sidecar's server under the name that the user gave to the model. */
final class NamedUse implements ServerUse {

	private final ServerUse use;

	private final ServerEndpoint endpoint;

	private NamedUse(ServerUse use, ServerEndpoint endpoint) {
		this.use = use;
		this.endpoint = endpoint;
	}

	static NamedUse of(ServerUse use, String modelName) {
		ServerEndpoint endpoint = use.endpoint();
		return new NamedUse(use, new ServerEndpoint(endpoint.baseUrl(), endpoint.apiKey(), modelName,
				endpoint.wireModel(), endpoint.capabilities(), endpoint.tokens(), endpoint.marks()));
	}

	@Override
	public ServerEndpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public CompletableFuture<ShimmyException> lost() {
		return this.use.lost();
	}

	@Override
	public void reading(Duration atMost) {
		this.use.reading(atMost);
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
