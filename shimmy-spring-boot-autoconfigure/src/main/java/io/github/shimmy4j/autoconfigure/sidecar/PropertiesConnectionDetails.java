package io.github.shimmy4j.autoconfigure.sidecar;

import java.net.URI;

import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * The server at {@code shimmy.base-url}.
 *
 * @param baseUrl its address
 * @param apiKey its key, or null
 */
record PropertiesConnectionDetails(URI baseUrl, @Nullable String apiKey) implements ShimmyConnectionDetails {

	static PropertiesConnectionDetails of(ShimmyProperties properties) {
		URI baseUrl = properties.baseUrl();
		if (baseUrl == null) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"'shimmy.mode' is 'external' but 'shimmy.base-url' is not set; allowed is an address such as "
							+ "http://127.0.0.1:11435/v1");
		}
		return new PropertiesConnectionDetails(baseUrl, properties.apiKey());
	}

	@Override
	public String toString() {
		return "server at " + this.baseUrl;
	}

}
