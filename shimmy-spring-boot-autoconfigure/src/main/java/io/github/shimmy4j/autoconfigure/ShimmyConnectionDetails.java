package io.github.shimmy4j.autoconfigure;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where a server is that this application does not launch. A bean of this type wins over
 * {@code shimmy.mode} and {@code shimmy.base-url}: nothing is launched then.
 */
public interface ShimmyConnectionDetails extends ConnectionDetails {

	/**
	 * Address of the server.
	 * @return an HTTP address, usually ending in {@code /v1}
	 */
	URI baseUrl();

	/**
	 * Key that the server demands.
	 * @return the key, or null if it demands none
	 */
	default @Nullable String apiKey() {
		return null;
	}

	/**
	 * Model to ask the server for.
	 * @return the server's id of the model, or null for {@code shimmy.chat.model}
	 */
	default @Nullable String model() {
		return null;
	}

}
