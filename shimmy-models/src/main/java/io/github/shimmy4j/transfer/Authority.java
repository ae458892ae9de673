package io.github.shimmy4j.transfer;

import java.net.URI;
import java.util.Objects;

/**
 * The server that an address names. {@link URI#getHost()} is null where a name has an
 * underscore, as services of Docker Compose may have, and all else goes on to work.
 */
final class Authority {

	private static final String HOST = "\\w[\\w.-]*|\\[[\\w:.%]+]";

	private Authority() {
	}

	/** Host and port without the user, who may be a secret; empty if there is none. */
	static String of(URI address) {
		return Objects.requireNonNullElse(address.getRawAuthority(), "").replaceFirst("^.*@", "");
	}

	/**
	 * The host alone.
	 * @throws IllegalArgumentException if there is none that could be asked for
	 */
	static String host(URI address) {
		return Patterns.require("host", of(address).replaceFirst(":\\d*$", ""), HOST);
	}

}
