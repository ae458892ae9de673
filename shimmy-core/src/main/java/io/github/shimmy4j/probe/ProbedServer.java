package io.github.shimmy4j.probe;

import java.net.URI;

import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A server that we launched and that has to prove itself.
 *
 * @param port loopback port it was told to bind
 * @param launchId model id that only our launch can have
 * @param key API key that only our launch can have, or null if its generation has none
 */
public record ProbedServer(int port, String launchId, @Nullable Secret key) {

	URI health() {
		return uri("/health");
	}

	URI models() {
		return uri("/v1/models");
	}

	URI chatCompletions() {
		return uri("/v1/chat/completions");
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

}
