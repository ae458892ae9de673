package io.github.shimmy4j.transfer;

import java.net.URI;

/** Addresses as they are shown in logs and failures. */
public final class ShownAddress {

	/** All of it but a digest, which is none of a server's business. */
	private static final String QUERY = "(?s)\\?.*?(?=#sha256=|$)";

	/** Before the first slash; a source's own address may have one without {@code //}. */
	private static final String USER = "(?s)^([^:/]+:)(?:(//)[^/]*@|[^/@:]*:[^/@]*@)";

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

	/**
	 * A value of {@code shimmy.model} without what may be a secret.
	 * @param model the value
	 * @return the same, of an address without its query and its user
	 */
	public static String of(String model) {
		boolean address = References.SCHEME.matcher(model).matches() && !model.regionMatches(true, 0, "file:", 0, 5);
		return address ? model.replaceFirst(QUERY, "").replaceFirst(USER, "$1$2") : model;
	}

}
