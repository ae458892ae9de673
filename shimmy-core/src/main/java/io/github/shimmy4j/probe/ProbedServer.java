package io.github.shimmy4j.probe;

import java.net.URI;

import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A launched server that has to prove itself.
 *
 * @param port loopback port that it was told to bind
 * @param launchId model id that only this launch has
 * @param key API key that only this launch has; null if the server kind checks none
 * @param keyedPath path that answers 401 to a wrong key
 */
public record ProbedServer(int port, String launchId, @Nullable Secret key, String keyedPath) {

	private static final String MODELS = "/v1/models";

	/** A server whose list of models asks for the key. */
	public ProbedServer(int port, String launchId, @Nullable Secret key) {
		this(port, launchId, key, MODELS);
	}

	URI health() {
		return uri("/health");
	}

	URI models() {
		return uri(MODELS);
	}

	URI keyed() {
		return uri(this.keyedPath);
	}

	URI at(String path) {
		return uri(path);
	}

	URI chatCompletions() {
		return uri("/v1/chat/completions");
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

}
