package io.github.shimmy4j.gateway.session;

import java.util.List;
import java.util.regex.Pattern;

import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.text.PrintableText;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names a session.
 *
 * @param owner id of the caller's API key; empty if no key is required
 * @param id the session's id, as its client has chosen it
 */
public record SessionKey(String owner, String id) {

	/** Header of a request that names its session. */
	public static final String HEADER = "x-shimmy-session";

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

	/** Clients take such a path for that of a folder, so it could not be asked for. */
	private static final Pattern DOTS = Pattern.compile("\\.+");

	/**
	 * Checks an id.
	 * @throws RequestException with status 400 and the rule
	 */
	public SessionKey {
		if (!ID.matcher(id).matches() || DOTS.matcher(id).matches()) {
			throw refused("'" + PrintableText.of(id, PrintableText.NAME_LENGTH) + "'");
		}
	}

	/** Adds the header that names a session to a route's description. */
	public static RouteDescription describedIn(RouteDescription route) {
		return route.withHeader(HEADER,
				JsonMapper.shared()
					.createObjectNode()
					.put("type", "string")
					.put("pattern", "^(?!%s$)%s$".formatted(DOTS, ID)));
	}

	/** Whether a request names a session. */
	public static boolean isIn(HttpHeaders headers) {
		return headers.containsHeader(HEADER);
	}

	/**
	 * The session that a request names.
	 * @param owner id of the caller's key
	 * @param headers headers of a request that names a session
	 * @throws RequestException with status 400 if the header breaks the rule
	 */
	static SessionKey of(String owner, HttpHeaders headers) {
		List<String> values = headers.getOrEmpty(HEADER);
		if (values.size() != 1) {
			throw refused("given %d times".formatted(values.size()));
		}
		return new SessionKey(owner, values.get(0));
	}

	private static RequestException refused(String problem) {
		return RequestException.http(400, "invalid_session",
				("The id of a session is %s; it must be 1 to 128 letters from a to z, digits, '.', '_' and '-', "
						+ "and not only dots (header %s)")
					.formatted(problem, HEADER));
	}

}
