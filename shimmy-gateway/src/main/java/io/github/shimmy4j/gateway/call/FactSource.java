package io.github.shimmy4j.gateway.call;

import java.util.Optional;

import io.github.shimmy4j.sidecar.ServerEndpoint;
import reactor.core.publisher.Mono;

/** Tells what is known about the server of the model. */
public interface FactSource {

	/** The server, if it can be asked now, as far as is known; never blocks. */
	Optional<ServerEndpoint> endpoint();

	/**
	 * Waits for the server, without taking one of its slots, and starts it if the next
	 * request would do so.
	 * @return the ready server; fails if none is expected
	 */
	Mono<ServerEndpoint> ready();

	/** The facts that are known now; never blocks. */
	ServerFacts known();

	/**
	 * The facts that are known now, or in a moment if more are expected. Programs ask for
	 * the abilities of a model only once, often while it is starting.
	 * @return the facts; never empty, never fails
	 */
	Mono<ServerFacts> soon();

}
