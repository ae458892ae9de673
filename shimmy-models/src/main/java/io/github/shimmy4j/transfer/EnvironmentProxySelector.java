package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Proxies of the environment: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY}
 * and {@code NO_PROXY}, in upper or lower case, as in
 * <a href="https://everything.curl.dev/usingcurl/proxies/env.html">curl</a>. Java's own
 * proxy settings take precedence. Loopback addresses never use a proxy.
 */
final class EnvironmentProxySelector extends ProxySelector {

	private static final int DEFAULT_PORT = 1080;

	/** Java detects the version of SOCKS itself. */
	private static final Map<String, Proxy.Type> TYPES = Map.of("http", Proxy.Type.HTTP, "https", Proxy.Type.HTTP,
			"socks", Proxy.Type.SOCKS, "socks4", Proxy.Type.SOCKS, "socks4a", Proxy.Type.SOCKS, "socks5",
			Proxy.Type.SOCKS, "socks5h", Proxy.Type.SOCKS);

	private final Map<String, String> variables;

	private final ProxySelector java;

	private EnvironmentProxySelector(Map<String, String> variables, ProxySelector java) {
		this.variables = variables;
		this.java = java;
	}

	/** Throws INVALID_CONFIGURATION if a variable is not the address of a proxy. */
	static EnvironmentProxySelector of(Map<String, String> environment) {
		Map<String, String> variables = new HashMap<>();
		environment.forEach((name, value) -> {
			String lower = name.toLowerCase(Locale.ROOT);
			if (lower.endsWith("_proxy") && !value.isBlank()) {
				variables.merge(lower, value.strip(), (first, second) -> name.equals(lower) ? value.strip() : first);
			}
		});
		ProxySelector java = ProxySelector.getDefault();
		EnvironmentProxySelector selector = new EnvironmentProxySelector(variables,
				(java != null) ? java : ProxySelector.of(null));
		List.of("http_proxy", "https_proxy", "all_proxy").forEach(selector::proxy);
		return selector;
	}

	@Override
	public List<Proxy> select(URI uri) {
		if (uri.getHost() == null || isLocal(uri.getHost())) {
			return List.of(Proxy.NO_PROXY);
		}
		List<Proxy> fromJava = this.java.select(uri);
		if (fromJava.stream().anyMatch((proxy) -> proxy.type() != Proxy.Type.DIRECT) || isExempt(uri.getHost())) {
			return fromJava;
		}
		Proxy proxy = proxy(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
		Proxy any = (proxy != null) ? proxy : proxy("all_proxy");
		return (any != null) ? List.of(any) : fromJava;
	}

	@Override
	public void connectFailed(URI uri, SocketAddress address, IOException failure) {
		this.java.connectFailed(uri, address, failure);
	}

	private static boolean isLocal(String host) {
		return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
	}

	private boolean isExempt(String host) {
		String lower = host.toLowerCase(Locale.ROOT);
		for (String entry : this.variables.getOrDefault("no_proxy", "").toLowerCase(Locale.ROOT).split("[,\\s]+")) {
			String domain = entry.replaceFirst("^\\*?\\.", "");
			if (entry.equals("*") || (!domain.isEmpty() && (lower.equals(domain) || lower.endsWith("." + domain)))) {
				return true;
			}
		}
		return false;
	}

	private @Nullable Proxy proxy(String variable) {
		String value = this.variables.get(variable);
		if (value == null) {
			return null;
		}
		try {
			URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
			Proxy.Type type = TYPES.get(proxy.getScheme().toLowerCase(Locale.ROOT));
			if (proxy.getHost() != null && type != null) {
				return new Proxy(type, InetSocketAddress.createUnresolved(proxy.getHost(),
						(proxy.getPort() < 0) ? DEFAULT_PORT : proxy.getPort()));
			}
		}
		catch (IllegalArgumentException ex) {
			// Fails below, without a cause: its message may contain a password.
		}
		throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"%s is not the address of an HTTP or SOCKS proxy, such as http://proxy.example:3128"
					.formatted(variable.toUpperCase(Locale.ROOT)));
	}

}
