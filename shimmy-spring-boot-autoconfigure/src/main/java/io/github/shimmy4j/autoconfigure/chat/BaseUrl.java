package io.github.shimmy4j.autoconfigure.chat;

import java.net.URI;
import java.util.Locale;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;

/**
 * The address of an external server, below which its routes are. What people paste is
 * taken where it can mean one thing only, and refused before the first request where not.
 */
final class BaseUrl {

	private static final String ROUTE = "/chat/completions";

	private static final String VERSION = "/v1";

	private BaseUrl() {
	}

	/**
	 * Reads what somebody wrote.
	 * @param url with or without {@code /v1}, slashes at the end or the route itself
	 * @return the address that {@value #ROUTE} is put behind
	 * @throws ShimmyException INVALID_CONFIGURATION for what no request can be made of
	 */
	static URI of(URI url) {
		String scheme = (url.getScheme() != null) ? url.getScheme().toLowerCase(Locale.ROOT) : "";
		if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
			throw refused(url, "an address such as http://127.0.0.1:11435/v1");
		}
		if (url.getRawUserInfo() != null) {
			throw refused(url, "an address without a user; write the key into 'shimmy.api-key'");
		}
		if (url.getRawQuery() != null || url.getRawFragment() != null) {
			throw refused(url, "an address without a query ('?') and without a fragment ('#')");
		}
		String path = withoutSlashes((url.getRawPath() != null) ? url.getRawPath() : "");
		if (path.isEmpty()) {
			path = VERSION;
		}
		else if (path.endsWith(ROUTE)) {
			path = withoutSlashes(path.substring(0, path.length() - ROUTE.length()));
		}
		return URI.create(scheme + "://" + url.getRawAuthority() + path);
	}

	private static String withoutSlashes(String path) {
		int end = path.length();
		while (end > 0 && path.charAt(end - 1) == '/') {
			end--;
		}
		return path.substring(0, end);
	}

	/** What a chat is sent to, for a person. */
	static String chatRequest(ServerEndpoint endpoint) {
		return "POST " + endpoint.baseUrl() + ROUTE;
	}

	/** Without the user, which may hold a password. */
	private static ShimmyException refused(URI url, String allowed) {
		String user = url.getRawUserInfo();
		String shown = (user != null) ? url.toString().replace(user + "@", "…@") : url.toString();
		return new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"'shimmy.base-url', or that of the ShimmyConnectionDetails, is '%s'; allowed is %s".formatted(shown,
						allowed));
	}

}
