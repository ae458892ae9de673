package io.github.shimmy4j.transfer;

import java.net.URI;

/** Addresses as they are shown in logs and failures. */
public final class ShownAddress {

	private ShownAddress() {
	}

	/**
	 * An address without what may be a secret: its query and its user.
	 * @param address the address
	 * @return scheme, host, port and path
	 */
	public static String of(URI address) {
		String server = Authority.of(address);
		return server.isEmpty() ? address.getScheme() + ":..."
				: "%s://%s%s".formatted(address.getScheme(), server, address.getRawPath());
	}

}
