package io.github.shimmy4j.transfer;

import java.net.URI;

/** Addresses for logs and failures, without parts that may be secret. */
public final class ShownAddress {

	/** The query, up to the digest, which is no secret. */
	private static final String QUERY = "(?s)\\?.*?(?=#sha256=|$)";

	/** The user; an address of a {@link ModelSource} may have one without {@code //}. */
	private static final String USER = "(?s)^([^:/]+:)(?:(//)[^/]*@|[^/@:]*:[^/@]*@)";

	private ShownAddress() {
	}

	/**
	 * An address without its query and its user.
	 * @param address the address
	 * @return scheme, host, port and path
	 */
	public static String of(URI address) {
		String server = ReferenceSyntax.server(address);
		return server.isEmpty() ? address.getScheme() + ":..."
				: "%s://%s%s".formatted(address.getScheme(), server, address.getRawPath());
	}

	/**
	 * A value of the model setting without the query and the user of an address.
	 * @param model the value
	 * @return the value, unchanged if it is not an address
	 */
	public static String of(String model) {
		return SourceReference.isMeantBy(model) ? model.replaceFirst(QUERY, "").replaceFirst(USER, "$1$2") : model;
	}

}
