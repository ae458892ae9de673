package io.github.shimmy4j.gateway.call;

import reactor.core.publisher.Mono;

/** Tells what is known about the server of the model. */
public interface FactSource {

	/** Whether the server can be asked now, as far as is known. */
	boolean isReady();

	/** The facts that are known now; never blocks. */
	ServerFacts known();

	/**
	 * The facts that are known now, or in a moment if more are expected. Programs ask for
	 * the abilities of a model only once, often while it is starting.
	 * @return the facts; never empty, never fails
	 */
	Mono<ServerFacts> soon();

}
