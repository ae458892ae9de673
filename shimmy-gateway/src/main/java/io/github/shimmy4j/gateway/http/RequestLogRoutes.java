package io.github.shimmy4j.gateway.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.springframework.http.server.PathContainer;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Finds the name of the route that a request belongs to. The names are a bounded set, so
 * that they can be labels of meters: paths that the gateway does not know are one name.
 */
public final class RequestLogRoutes {

	/** Name of all paths that no route has. */
	public static final String OTHER = "other";

	private final SingletonSupplier<Map<PathPattern, String>> own;

	/**
	 * Reads no routes yet.
	 * @param routes the gateway's own routes, asked for at the first request
	 */
	public RequestLogRoutes(Supplier<RouteTable> routes) {
		this.own = SingletonSupplier.of(() -> names(routes.get()));
	}

	private static Map<PathPattern, String> names(RouteTable routes) {
		Map<PathPattern, String> names = new LinkedHashMap<>();
		routes.routes()
			.forEach((route) -> names.put(PathPatternParser.defaultInstance.parse(route.pattern()), route.path()));
		return names;
	}

	/**
	 * Finds the name for a request that has been answered or refused.
	 * @param exchange the request
	 * @return path of its route, or {@link #OTHER}; empty if another part of the
	 * application has answered it
	 */
	Optional<String> name(ServerWebExchange exchange) {
		Map<PathPattern, String> names = this.own.obtain();
		PathPattern matched = exchange.getAttribute(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE);
		if (matched != null) {
			return Optional.ofNullable(names.get(matched));
		}
		Object handler = exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		if (handler != null && !(handler instanceof ResourceWebHandler)) {
			return Optional.empty();
		}
		// Refused before it was routed, or with a method that its route does not have.
		PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
		return Optional.of(names.entrySet()
			.stream()
			.filter((route) -> route.getKey().matches(path))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(OTHER));
	}

}
