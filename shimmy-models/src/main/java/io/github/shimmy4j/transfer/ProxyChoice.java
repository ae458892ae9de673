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
 * Proxies as this machine's other programs know them: {@code HTTPS_PROXY},
 * {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in capitals or not, as in
 * <a href="https://everything.curl.dev/usingcurl/proxies/env.html">curl</a>. Java's own
 * settings come first where there are any. This machine itself is never asked by a proxy.
 */
final class ProxyChoice extends ProxySelector {

	private static final int USUAL_PORT = 1080;

	/** Java finds out itself which version of SOCKS a proxy speaks. */
	private static final Map<String, Proxy.Type> TYPES = Map.of("http", Proxy.Type.HTTP, "https", Proxy.Type.HTTP,
			"socks", Proxy.Type.SOCKS, "socks4", Proxy.Type.SOCKS, "socks4a", Proxy.Type.SOCKS, "socks5",
			Proxy.Type.SOCKS, "socks5h", Proxy.Type.SOCKS);

	private final Map<String, String> variables;

	private final ProxySelector java;

	private ProxyChoice(Map<String, String> variables, ProxySelector java) {
		this.variables = variables;
		this.java = java;
	}

	static ProxyChoice of(Map<String, String> environment) {
		Map<String, String> variables = new HashMap<>();
		environment.forEach((name, value) -> {
			String lower = name.toLowerCase(Locale.ROOT);
			if (lower.endsWith("_proxy") && !value.isBlank()) {
				variables.merge(lower, value.strip(), (first, second) -> name.equals(lower) ? value.strip() : first);
			}
		});
		ProxySelector java = ProxySelector.getDefault();
		ProxyChoice choice = new ProxyChoice(variables, (java != null) ? java : ProxySelector.of(null));
		List.of("http_proxy", "https_proxy", "all_proxy").forEach(choice::proxy);
		return choice;
	}

	@Override
	public List<Proxy> select(URI uri) {
		if (uri.getHost() == null || isLocal(uri.getHost())) {
			return List.of(Proxy.NO_PROXY);
		}
		List<Proxy> known = this.java.select(uri);
		if (known.stream().anyMatch((proxy) -> proxy.type() != Proxy.Type.DIRECT) || isExempt(uri.getHost())) {
			return known;
		}
		Proxy proxy = proxy(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
		Proxy any = (proxy != null) ? proxy : proxy("all_proxy");
		return (any != null) ? List.of(any) : known;
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
		for (String each : this.variables.getOrDefault("no_proxy", "").toLowerCase(Locale.ROOT).split("[,\\s]+")) {
			String domain = each.replaceFirst("^\\*?\\.", "");
			if (each.equals("*") || (!domain.isEmpty() && (lower.equals(domain) || lower.endsWith("." + domain)))) {
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
						(proxy.getPort() < 0) ? USUAL_PORT : proxy.getPort()));
			}
		}
		catch (IllegalArgumentException ex) {
			// As below; its message may hold a password.
		}
		throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"%s is not the address of an HTTP or SOCKS proxy, such as http://proxy.example:3128"
					.formatted(variable.toUpperCase(Locale.ROOT)));
	}

}
