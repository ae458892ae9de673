package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP requests and follows redirects: at most ten, and never from HTTPS to HTTP.
 */
final class WebClient {

	/** Follows every redirect. */
	static final Predicate<WebExchange> EVERYWHERE = (answer) -> true;

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final int MAX_REDIRECTS = 10;

	private final ProxySelector proxies;

	private final WebLimits limits;

	WebClient(ProxySelector proxies, WebLimits limits) {
		this.proxies = proxies;
		this.limits = limits;
	}

	static WebClient of(Map<String, String> environment) {
		return new WebClient(EnvironmentProxySelector.of(environment), WebLimits.defaults());
	}

	/**
	 * Sends a request and follows redirects as long as the predicate holds. The headers
	 * depend on the server, because only the hub may get its token. The answer may have
	 * any status, and must be closed.
	 */
	WebExchange ask(String method, URI address, Function<URI, Map<String, String>> headers,
			Predicate<WebExchange> follows) throws IOException, InterruptedException {
		WebExchange answer = send(method, address, headers);
		try {
			URI next = next(answer);
			for (int hop = 0; next != null && follows.test(answer) && hop < MAX_REDIRECTS; hop++) {
				answer.close();
				answer = send(method, next, headers);
				next = next(answer);
			}
			return answer;
		}
		catch (IOException | RuntimeException ex) {
			answer.close();
			throw ex;
		}
	}

	private WebExchange send(String method, URI address, Function<URI, Map<String, String>> headers)
			throws IOException, InterruptedException {
		Map<String, String> all = new HashMap<>(headers.apply(address));
		all.put("User-Agent", "shimmy4j");
		return WebExchange.send(method, address, all, this.proxies.select(address).get(0), this.limits);
	}

	/** Target of a redirect; null if there is none that may be followed. */
	private static @Nullable URI next(WebExchange answer) throws IOException {
		String location = answer.header("Location");
		if (!REDIRECTS.contains(answer.status()) || location.isEmpty()) {
			return null;
		}
		try {
			URI target = answer.address().resolve(location);
			String scheme = Objects.requireNonNullElse(target.getScheme(), "").toLowerCase(Locale.ROOT);
			boolean secure = scheme.equals("https");
			boolean lessSecure = scheme.equals("http") && !answer.address().getScheme().equalsIgnoreCase("https");
			return (!ReferenceSyntax.server(target).isEmpty() && (secure || lessSecure)) ? target : null;
		}
		catch (IllegalArgumentException ex) {
			// Not added as the cause: its message may contain a signature.
			throw new IOException("'%s' points to '%s', which is not an address".formatted(answer.shown(),
					ShownAddress.of(location.replaceFirst("\\?.*", ""))));
		}
	}

}
