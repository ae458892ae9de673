package io.github.shimmy4j.gateway.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.shimmy4j.autoconfigure.Allowed;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from the gateway. Every page that a browser on this machine shows
 * can send requests to loopback, so loopback alone protects nothing. A page betrays
 * itself by what only the browser writes: {@code Origin} and {@code Sec-Fetch-Site}. A
 * page whose own name points to this machine (DNS rebinding) has neither, but then that
 * name is the {@code Host}. Programs such as curl send no {@code Origin} and pass.
 */
public final class WebPageGuard {

	/** The name under which containers reach the machine that they run on. */
	private static final String DOCKER = "host.docker.internal";

	/**
	 * Schemes of desktop programs. No web page has such an origin. The origin
	 * {@code null} is missing here: any page gets it for a frame of its own with the
	 * attribute {@code sandbox}.
	 */
	private static final Set<String> DESKTOP = Set.of("app", "file", "tauri", "vscode-webview", "vscode-file");

	private static final String OPAQUE = "null";

	private static final Map<String, String> DEFAULT_PORTS = Map.of("http", "80", "https", "443");

	/** Names of headers, as a browser lists them. */
	private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,2000}");

	private final Set<String> hosts;

	private final Set<String> origins;

	/**
	 * Makes a guard.
	 * @param web names and origins that are allowed beside those of this machine
	 * @throws io.github.shimmy4j.failure.ShimmyException INVALID_CONFIGURATION if one of
	 * them is malformed
	 */
	public WebPageGuard(GatewayProperties.Web web) {
		this.hosts = web.hosts().stream().map(WebPageGuard::configuredHost).collect(Collectors.toUnmodifiableSet());
		this.origins = web.origins()
			.stream()
			.map(WebPageGuard::configuredOrigin)
			.collect(Collectors.toUnmodifiableSet());
	}

	private static String configuredHost(String host) {
		return Authority.of(host)
			.filter((authority) -> authority.port().isEmpty() && !host.endsWith(":"))
			.map(Authority::host)
			.orElseThrow(() -> Allowed.violation("shimmy.gateway.web.hosts", host,
					"a name or an address without scheme and port, such as gateway.example.org"));
	}

	private static String configuredOrigin(String origin) {
		return Origin.of(origin)
			.map(Origin::text)
			.orElseThrow(() -> Allowed.violation("shimmy.gateway.web.origins", origin,
					"a scheme, a host and, if it is not the usual one, a port, such as https://example.org"));
	}

	/**
	 * Checks a request before anything else of it is read.
	 * @param method method of the request
	 * @param headers gives all values of a header, or null if there is none
	 * @param keyRequired whether the request is refused later if it has no valid API key,
	 * which no page with a foreign name can know
	 * @return whether the request may go on
	 */
	public Verdict check(String method, Function<String, @Nullable List<String>> headers, boolean keyRequired) {
		List<String> hosts = values(headers, "Host");
		List<String> origins = values(headers, "Origin");
		List<String> sites = values(headers, "Sec-Fetch-Site");
		if (hosts.size() > 1 || origins.size() > 1 || sites.size() > 1) {
			return Verdict.refused("The request has several values of Host, Origin or Sec-Fetch-Site; allowed is one");
		}
		Optional<Authority> host = hosts.stream().findFirst().flatMap(Authority::of);
		if (!keyRequired && host.filter(this::isKnown).isEmpty()) {
			return Verdict.refused(("The request is for host '%s'; without an API key, allowed are localhost, loopback "
					+ "addresses, %s and the names in shimmy.gateway.web.hosts")
				.formatted(shown(hosts), DOCKER));
		}
		if (!origins.isEmpty()) {
			return checkOrigin(origins.get(0), host, method, headers);
		}
		if (!sites.isEmpty() && !isOwnSite(sites.get(0), host)) {
			return Verdict.refused(("A web page of another site has sent the request (Sec-Fetch-Site is '%s'); allowed "
					+ "are programs, pages of this machine and the origins in shimmy.gateway.web.origins")
				.formatted(shown(sites)));
		}
		return Verdict.ALLOWED;
	}

	private static List<String> values(Function<String, @Nullable List<String>> headers, String name) {
		List<String> values = headers.apply(name);
		return (values != null) ? values : List.of();
	}

	private static String shown(List<String> values) {
		return values.isEmpty() ? "" : PrintableText.of(values.get(0), PrintableText.NAME_LENGTH);
	}

	private boolean isKnown(Authority host) {
		return host.isLoopback() || host.host().equals(DOCKER) || this.hosts.contains(host.host());
	}

	private Verdict checkOrigin(String text, Optional<Authority> host, String method,
			Function<String, @Nullable List<String>> headers) {
		Optional<Origin> origin = Origin.of(text);
		if (origin.filter((each) -> isTrusted(each, host)).isEmpty()) {
			return Verdict
				.refused(("A web page of origin '%s' has sent the request; allowed are programs, pages of this "
						+ "machine and the origins in shimmy.gateway.web.origins")
					.formatted(shown(List.of(text))));
		}
		boolean preflight = method.equals("OPTIONS") && !values(headers, "Access-Control-Request-Method").isEmpty();
		return new Verdict(null, preflight, preflight ? preflightHeaders(text, headers) : answerHeaders(text));
	}

	/** A page that the addressed host itself has delivered is no foreign one. */
	private boolean isTrusted(Origin origin, Optional<Authority> host) {
		return this.origins.contains(origin.text()) || DESKTOP.contains(origin.scheme())
				|| (origin.isWeb() && (origin.authority().isLoopback() || host.filter(origin::isOf).isPresent()));
	}

	/**
	 * Pages of this machine have the same site whatever their port is. A page with
	 * another name of the same domain is foreign.
	 */
	private static boolean isOwnSite(String site, Optional<Authority> host) {
		return switch (site) {
			case "none", "same-origin" -> true;
			case "same-site" -> host.filter(Authority::isLoopback).isPresent();
			default -> false;
		};
	}

	private static Map<String, String> answerHeaders(String origin) {
		return Map.of("Access-Control-Allow-Origin", origin, "Access-Control-Expose-Headers", "*", "Vary", "Origin");
	}

	private static Map<String, String> preflightHeaders(String origin,
			Function<String, @Nullable List<String>> headers) {
		Map<String, String> answer = new LinkedHashMap<>();
		answer.put("Access-Control-Allow-Origin", origin);
		answer.put("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE");
		// An asterisk would not include Authorization.
		String names = String.join(", ", values(headers, "Access-Control-Request-Headers"));
		if (HEADER_NAMES.matcher(names).matches()) {
			answer.put("Access-Control-Allow-Headers", names);
		}
		if (values(headers, "Access-Control-Request-Private-Network").contains("true")) {
			answer.put("Access-Control-Allow-Private-Network", "true");
		}
		answer.put("Access-Control-Max-Age", "600");
		answer.put("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Private-Network");
		return answer;
	}

	/**
	 * Whether a request may go on.
	 *
	 * @param refusal why it is refused; null if it may go on
	 * @param preflight whether a browser only asks if a page may send a request, which is
	 * answered at once with status 204
	 * @param headers headers of the answer, so that the browser shows it to the page
	 */
	public record Verdict(@Nullable String refusal, boolean preflight, Map<String, String> headers) {

		private static final Verdict ALLOWED = new Verdict(null, false, Map.of());

		public Verdict {
			headers = Map.copyOf(headers);
		}

		private static Verdict refused(String refusal) {
			return new Verdict(refusal, false, Map.of());
		}

		/** Whether the request may go on. */
		public boolean isAllowed() {
			return this.refusal == null;
		}

	}

	/**
	 * Origin of a page, in lower case and without the usual port of its scheme.
	 *
	 * @param scheme scheme, or {@code null} of an opaque origin
	 * @param authority host and port; of no meaning if the scheme is none of the web
	 * @param text the whole origin
	 */
	private record Origin(String scheme, Authority authority, String text) {

		private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9+.-]*)://([!-~&&[^/?#@,\\\\]]*)");

		private static final Authority NONE = new Authority("", "");

		static Optional<Origin> of(String value) {
			if (value.equals(OPAQUE)) {
				return Optional.of(new Origin(OPAQUE, NONE, OPAQUE));
			}
			Matcher matcher = FORM.matcher(Authority.lowerCase(value));
			if (!matcher.matches()) {
				return Optional.empty();
			}
			String scheme = matcher.group(1);
			String usual = DEFAULT_PORTS.get(scheme);
			if (usual == null) {
				return Optional.of(new Origin(scheme, NONE, matcher.group()));
			}
			return Authority.of(matcher.group(2))
				.map((authority) -> authority.port().equals(usual) ? new Authority(authority.host(), "") : authority)
				.map((authority) -> new Origin(scheme, authority, scheme + "://" + authority));
		}

		boolean isWeb() {
			return DEFAULT_PORTS.containsKey(this.scheme);
		}

		boolean isOf(Authority host) {
			String port = host.port().equals(DEFAULT_PORTS.get(this.scheme)) ? "" : host.port();
			return this.authority.equals(new Authority(host.host(), port));
		}

	}

	/**
	 * Host and port of a request or an origin. Only plain names, IPv4 addresses of four
	 * decimal numbers and IPv6 addresses in brackets are understood. Browsers write every
	 * other form of an address, such as 2130706433, as one of these.
	 *
	 * @param host name in lower case without a dot at its end, or address
	 * @param port port; empty if none was given
	 */
	private record Authority(String host, String port) {

		private static final Pattern FORM = Pattern
			.compile("(?:(\\[[0-9a-f:.]{2,45}])|([a-z0-9_-]+(?:\\.[a-z0-9_-]+)*)\\.?)(?::([0-9]{0,5}))?");

		private static final Pattern LOOPBACK_4 = Pattern
			.compile("127(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

		private static final int LONGEST = 300;

		static Optional<Authority> of(String value) {
			Matcher matcher = FORM.matcher((value.length() <= LONGEST) ? lowerCase(value) : "");
			if (!matcher.matches()) {
				return Optional.empty();
			}
			String port = (matcher.group(3) != null) ? matcher.group(3) : "";
			Optional<String> host = (matcher.group(1) != null) ? address(matcher.group(1))
					: Optional.of(matcher.group(2));
			return host.map((name) -> new Authority(name, port));
		}

		/**
		 * Some letters of other scripts have a lower case in ASCII, as the Kelvin sign.
		 */
		static String lowerCase(String value) {
			return value.chars().allMatch((each) -> each < 128) ? value.toLowerCase(Locale.ROOT) : "";
		}

		/** With a colon inside, Java never asks a name server. */
		private static Optional<String> address(String bracketed) {
			if (!bracketed.contains(":")) {
				return Optional.empty();
			}
			try {
				InetAddress address = InetAddress.getByName(bracketed);
				return Optional
					.of(address.isLoopbackAddress() ? "localhost" : "[%s]".formatted(address.getHostAddress()));
			}
			catch (UnknownHostException ex) {
				return Optional.empty();
			}
		}

		boolean isLoopback() {
			return this.host.equals("localhost") || this.host.endsWith(".localhost")
					|| LOOPBACK_4.matcher(this.host).matches();
		}

		@Override
		public String toString() {
			return this.port.isEmpty() ? this.host : this.host + ":" + this.port;
		}

	}

}
