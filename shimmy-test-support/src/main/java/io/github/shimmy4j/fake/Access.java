package io.github.shimmy4j.fake;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.sun.net.httpserver.Headers;
import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.fake.Generation.Trait;

/**
 * Access control. 1.7.4 has none; 2.6.5 demands the key, if one is set, and refuses web
 * pages of a foreign origin.
 */
final class Access {

	private static final int SHORTEST_KEY = 16;

	private final boolean checked;

	private final @Nullable String key;

	private final Set<String> origins;

	private Access(boolean checked, @Nullable String key, Set<String> origins) {
		this.checked = checked;
		this.key = key;
		this.origins = origins;
	}

	static Access of(Generation generation, Map<String, String> environment, InetSocketAddress address,
			boolean ignoresKey) {
		if (!generation.has(Trait.KEYS)) {
			return new Access(false, null, Set.of());
		}
		String key = environment.get("SHIMMY_API_KEY");
		if (key != null && (key.length() < SHORTEST_KEY || !key.chars().allMatch((c) -> c > ' ' && c < 0x7f))) {
			throw new ExitException(1,
					"Error: SHIMMY_API_KEY must contain at least 16 printable ASCII characters without spaces");
		}
		if (key == null && !address.getAddress().isLoopbackAddress()) {
			throw new ExitException(1, "Error: Non-loopback binds require SHIMMY_API_KEY; "
					+ "use 127.0.0.1 for local unauthenticated access");
		}
		return new Access(true, ignoresKey ? null : key, origins(environment.get("SHIMMY_ALLOWED_ORIGINS")));
	}

	private static Set<String> origins(@Nullable String value) {
		if (value == null) {
			return Set.of();
		}
		Set<String> origins = Set.of(value.split(","));
		if (!origins.stream().allMatch((origin) -> origin.matches("https?://[^/*]+"))) {
			throw new ExitException(1, "Error: SHIMMY_ALLOWED_ORIGINS must contain HTTP(S) origins");
		}
		return origins;
	}

	@Nullable Reply refusal(String method, String path, Headers headers) {
		if (!this.checked) {
			return null;
		}
		String origin = headers.getFirst("Origin");
		if (origin != null && !this.origins.contains(origin)) {
			return Reply.json(403, Json.error("message", "Browser origin is not allowed", "type", "permission_error"));
		}
		boolean exempt = "GET".equals(method) && "/health".equals(path);
		if (exempt || this.key == null || matches(this.key, headers)) {
			return null;
		}
		return Reply.json(401, Json.error("message", "Valid API credentials required", "type", "authentication_error"))
			.with("WWW-Authenticate", "Bearer");
	}

	private static boolean matches(String key, Headers headers) {
		String authorization = headers.getFirst("Authorization");
		if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
			return same(key, authorization.substring("bearer ".length()));
		}
		String header = headers.getFirst("x-api-key");
		return header != null && same(key, header);
	}

	private static boolean same(String key, String given) {
		return MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
	}

}
