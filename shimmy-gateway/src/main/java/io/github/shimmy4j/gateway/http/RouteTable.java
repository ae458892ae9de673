package io.github.shimmy4j.gateway.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * The routes that router functions consist of, as data.
 *
 * @param routes all routes with a path, in the order of their registration
 */
public record RouteTable(List<Route> routes) {

	public RouteTable {
		routes = List.copyOf(routes);
	}

	/** Reads the routes of router functions. */
	public static RouteTable of(Collection<? extends RouterFunction<?>> functions) {
		Reader reader = new Reader();
		functions.forEach((function) -> function.accept(reader));
		return new RouteTable(reader.routes);
	}

	/**
	 * The methods of a path. A path with a route of its own has only this route's
	 * methods, and not also those of a pattern that matches it.
	 * @param path path of a request
	 * @return all methods of the most specific pattern that matches; empty if none does
	 */
	Set<HttpMethod> methods(PathContainer path) {
		SortedMap<PathPattern, List<Route>> mostSpecificFirst = this.routes.stream()
			.collect(Collectors.groupingBy((route) -> PathPatternParser.defaultInstance.parse(route.pattern),
					TreeMap::new, Collectors.toList()));
		return mostSpecificFirst.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().matches(path))
			.findFirst()
			.map(Map.Entry::getValue)
			.stream()
			.flatMap(List::stream)
			.flatMap((route) -> route.methods.stream())
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * One route.
	 *
	 * @param methods its HTTP methods
	 * @param pattern pattern of its path
	 * @param description what it says about itself; null if it says nothing
	 */
	public record Route(Set<HttpMethod> methods, String pattern, @Nullable RouteDescription description) {

		public Route {
			methods = Set.copyOf(methods);
		}

		/**
		 * The path as people write it: the variable of <code>/v1/models/{*id}</code> is
		 * written <code>{id}</code>.
		 */
		public String path() {
			return this.pattern.replace("{*", "{").replaceAll("\\{(\\w+):[^/]*}", "{$1}");
		}

	}

	/** Walks through router functions. */
	private static final class Reader implements RouterFunctions.Visitor {

		private final List<Route> routes = new ArrayList<>();

		private final Deque<String> prefixes = new ArrayDeque<>();

		private Map<String, Object> attributes = Map.of();

		@Override
		public void startNested(RequestPredicate predicate) {
			this.prefixes.addLast(new PathOf(predicate).path);
		}

		@Override
		public void endNested(RequestPredicate predicate) {
			this.prefixes.removeLast();
		}

		@Override
		public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
			PathOf read = new PathOf(predicate);
			String pattern = String.join("", this.prefixes) + read.path;
			if (!pattern.isEmpty()) {
				RouteDescription description = (this.attributes
					.get(RouteDescription.ATTRIBUTE) instanceof RouteDescription described) ? described : null;
				this.routes.add(new Route(read.methods, pattern, description));
			}
			this.attributes = Map.of();
		}

		@Override
		public void resources(Function<ServerRequest, Mono<Resource>> lookup) {
			// Files have no route of their own.
		}

		@Override
		public void attributes(Map<String, Object> attributes) {
			this.attributes = attributes;
		}

		@Override
		public void unknown(RouterFunction<?> function) {
			// Tells nothing about itself.
		}

	}

	/** Method and path of a predicate. */
	@SuppressWarnings("removal")
	private static final class PathOf implements RequestPredicates.Visitor {

		private Set<HttpMethod> methods = Set.of();

		private String path = "";

		PathOf(RequestPredicate predicate) {
			predicate.accept(this);
		}

		@Override
		public void method(Set<HttpMethod> methods) {
			this.methods = methods;
		}

		@Override
		public void path(String pattern) {
			this.path = pattern;
		}

		@Override
		public void header(String name, String value) {
			// Other conditions do not change the path.
		}

		@Override
		public void queryParam(String name, String value) {
			// As above.
		}

		@Override
		public void version(String version) {
			// As above.
		}

		@Override
		public void pathExtension(String extension) {
			// As above.
		}

		@Override
		public void startAnd() {
			// Both parts are visited.
		}

		@Override
		public void and() {
			// As above.
		}

		@Override
		public void endAnd() {
			// As above.
		}

		@Override
		public void startOr() {
			// The last alternative counts; the gateway has none.
		}

		@Override
		public void or() {
			// As above.
		}

		@Override
		public void endOr() {
			// As above.
		}

		@Override
		public void startNegate() {
			// Negated conditions do not change the path.
		}

		@Override
		public void endNegate() {
			// As above.
		}

		@Override
		public void unknown(RequestPredicate predicate) {
			// Tells nothing about itself.
		}

	}

}
