package io.github.shimmy4j.engine.http;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Access rules: if a key is set, a request needs it; a web page of a foreign origin is
 * refused. The rules and their messages are those of shimmy 2.6.5.
 */
public final class Access {

	private static final int SHORTEST_KEY = 16;

	private static final Set<String> READING = Set.of("GET", "HEAD");

	private static final String SCHEME = "Bearer ";

	private final @Nullable String key;

	private final Set<String> origins;

	private Access(@Nullable String key, Set<String> origins) {
		this.key = key;
		this.origins = origins;
	}

	/**
	 * Reads the rules of an environment.
	 * @param environment with {@code SHIMMY_API_KEY} and {@code SHIMMY_ALLOWED_ORIGINS}
	 * @param address the address that the server will listen on
	 * @throws IllegalArgumentException if the rules are not safe, with the reason
	 */
	public static Access of(Map<String, String> environment, InetSocketAddress address) {
		String key = environment.get("SHIMMY_API_KEY");
		if (key != null && (key.length() < SHORTEST_KEY || !key.chars().allMatch((c) -> c > ' ' && c < 0x7f))) {
			throw new IllegalArgumentException(
					"SHIMMY_API_KEY must contain at least 16 printable ASCII characters without spaces");
		}
		if (key == null && !address.getAddress().isLoopbackAddress()) {
			throw new IllegalArgumentException(
					"Non-loopback binds require SHIMMY_API_KEY; use 127.0.0.1 for local unauthenticated access");
		}
		return new Access(key, origins(environment.get("SHIMMY_ALLOWED_ORIGINS")));
	}

	private static Set<String> origins(@Nullable String value) {
		if (value == null || value.isBlank()) {
			return Set.of();
		}
		Set<String> origins = Set.copyOf(Arrays.stream(value.split(",")).map(String::trim).toList());
		if (!origins.stream().allMatch((origin) -> origin.matches("https?://[^/*\\s]+"))) {
			throw new IllegalArgumentException(
					"SHIMMY_ALLOWED_ORIGINS must contain exact HTTP(S) origins, without paths or wildcards");
		}
		return origins;
	}

	/** The refusal of a request, or null if the request is allowed. */
	@Nullable Reply refusal(String method, String path, HttpHeaders headers) {
		String origin = headers.get(HttpHeaderNames.ORIGIN);
		if (origin != null && !this.origins.contains(origin)) {
			return denied(403, "Browser origin is not allowed", "permission_error");
		}
		if ("OPTIONS".equals(method)) {
			return preflight(origin);
		}
		boolean exempt = READING.contains(method) && "/health".equals(path);
		if (exempt || this.key == null || matches(this.key, headers)) {
			return null;
		}
		return denied(401, "Valid API credentials required", "authentication_error").with("www-authenticate", "Bearer");
	}

	/** The origin of the web page that sent the request, or null if it is not allowed. */
	@Nullable String allowedOrigin(HttpHeaders headers) {
		String origin = headers.get(HttpHeaderNames.ORIGIN);
		return (origin != null && this.origins.contains(origin)) ? origin : null;
	}

	private static Reply preflight(@Nullable String origin) {
		if (origin == null) {
			return Reply.empty(400);
		}
		return Reply.empty(204)
			.with("access-control-allow-origin", origin)
			.with("access-control-allow-methods", "GET, POST")
			.with("access-control-allow-headers", "authorization, content-type, x-api-key")
			.with("vary", "origin");
	}

	private static Reply denied(int status, String message, String type) {
		ObjectNode body = JsonMapper.shared().createObjectNode();
		body.putObject("error").put("message", message).put("type", type);
		return Reply.json(status, body);
	}

	private static boolean matches(String key, HttpHeaders headers) {
		String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
		if (authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
			return same(key, authorization.substring(SCHEME.length()));
		}
		String header = headers.get("x-api-key");
		return header != null && same(key, header);
	}

	/** Takes the same time for every key, so that the time reveals nothing. */
	private static boolean same(String key, String given) {
		return MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
	}

}
