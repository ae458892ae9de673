package io.github.shimmy4j.autoconfigure;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Address of a server that this application does not launch. If there is a bean of this
 * type, nothing is launched, and {@code shimmy.mode} and {@code shimmy.base-url} are
 * ignored.
 */
public interface ShimmyConnectionDetails extends ConnectionDetails {

	/**
	 * Address of the server.
	 * @return an HTTP address, usually ending in {@code /v1}
	 */
	URI baseUrl();

	/**
	 * API key of the server.
	 * @return the key, or null if the server needs none
	 */
	default @Nullable String apiKey() {
		return null;
	}

	/**
	 * Model named in requests.
	 * @return the server's id of the model, or null for {@code shimmy.chat.model}
	 */
	default @Nullable String model() {
		return null;
	}

}
