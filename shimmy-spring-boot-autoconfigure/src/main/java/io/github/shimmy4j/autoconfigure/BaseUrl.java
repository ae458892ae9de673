package io.github.shimmy4j.autoconfigure;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

import io.github.shimmy4j.sidecar.ServerEndpoint;

/**
 * The address of a server, to which routes are appended. For an external server, it
 * accepts the forms that users paste if they have one meaning only.
 */
public final class BaseUrl {

	private static final String ROUTE = "/chat/completions";

	private static final String VERSION = "/v1";

	private BaseUrl() {
	}

	/**
	 * Normalises an address.
	 * @param url with or without {@code /v1}, slashes at the end or the route itself
	 * @return the address to which {@value #ROUTE} is appended
	 */
	public static URI of(URI url) {
		Allowed.address("ShimmyConnectionDetails.baseUrl", url);
		String path = withoutSlashes(Objects.requireNonNullElse(url.getRawPath(), ""));
		if (path.isEmpty()) {
			path = VERSION;
		}
		else if (path.endsWith(ROUTE)) {
			path = withoutSlashes(path.substring(0, path.length() - ROUTE.length()));
		}
		return URI.create(url.getScheme().toLowerCase(Locale.ROOT) + "://" + url.getRawAuthority() + path);
	}

	private static String withoutSlashes(String path) {
		int end = path.length();
		while (end > 0 && path.charAt(end - 1) == '/') {
			end--;
		}
		return path.substring(0, end);
	}

	/** The address to which texts for embeddings are posted. */
	public static URI embeddings(ServerEndpoint endpoint) {
		return URI.create(endpoint.baseUrl() + "/embeddings");
	}

	/** The address to which chat requests are posted. */
	public static String chatCompletions(ServerEndpoint endpoint) {
		return endpoint.baseUrl() + ROUTE;
	}

}
