package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * Asks by HTTP, and goes where it is sent: but never from HTTPS to HTTP, and not for
 * ever.
 */
final class WebClient {

	/** Follows wherever an answer points to. */
	static final BiPredicate<WebExchange, URI> EVERYWHERE = (answer, target) -> true;

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final int MOST_REDIRECTS = 10;

	private final ProxySelector proxies;

	private final WebLimits limits;

	/**
	 * Asks nobody yet.
	 * @param proxies which way to which server
	 * @param limits how long a server may take
	 */
	WebClient(ProxySelector proxies, WebLimits limits) {
		this.proxies = proxies;
		this.limits = limits;
	}

	static WebClient of(Map<String, String> environment) {
		return new WebClient(ProxyChoice.of(environment), WebLimits.usual());
	}

	/**
	 * Asks for something.
	 * @param method HTTP method
	 * @param address what to ask for
	 * @param headers headers for each server that is asked
	 * @param follows whether to go where an answer points to
	 * @return the answer, whatever its status; its body is to be read or closed
	 */
	WebExchange ask(String method, URI address, Headers headers, BiPredicate<WebExchange, URI> follows)
			throws IOException, InterruptedException {
		WebExchange answer = send(method, address, headers);
		try {
			URI next = next(answer);
			for (int hop = 0; next != null && follows.test(answer, next) && hop < MOST_REDIRECTS; hop++) {
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

	private WebExchange send(String method, URI address, Headers headers) throws IOException, InterruptedException {
		Map<String, String> all = new HashMap<>(headers.forServer(address));
		all.put("User-Agent", "shimmy4j");
		WebExchange exchange = WebExchange.begin(method, address, all, this.proxies.select(address).get(0),
				this.limits);
		try {
			exchange.await();
			return exchange;
		}
		catch (IOException | InterruptedException ex) {
			exchange.close();
			throw ex;
		}
	}

	/** Where the answer points to; null if nowhere that may be gone to. */
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
			return (!Authority.of(target).isEmpty() && (secure || lessSecure)) ? target : null;
		}
		catch (IllegalArgumentException ex) {
			// Not as the cause: it holds a signature, where there is one.
			throw new IOException("'%s' points to '%s', which is not an address".formatted(answer.shown(),
					ShownAddress.of(location.replaceFirst("\\?.*", ""))));
		}
	}

	/**
	 * What is sent to whom: a token is for one server, and not for where it points to.
	 */
	@FunctionalInterface
	interface Headers {

		Map<String, String> forServer(URI address);

	}

}
