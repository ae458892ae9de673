package io.github.shimmy4j.gateway.call;

import java.util.Optional;

import io.github.shimmy4j.sidecar.ServerEndpoint;
import reactor.core.publisher.Mono;

/** Knows nothing about any server. */
public final class NoFacts implements FactSource {

	@Override
	public Optional<ServerEndpoint> endpoint() {
		return Optional.empty();
	}

	@Override
	public Mono<ServerEndpoint> ready() {
		return Mono.never();
	}

	@Override
	public ServerFacts known() {
		return ServerFacts.UNKNOWN;
	}

	@Override
	public Mono<ServerFacts> soon() {
		return Mono.just(ServerFacts.UNKNOWN);
	}

}
