package io.github.shimmy4j.engine.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.shimmy4j.protocol.openai.ErrorBody;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** The paths that are served, and what is served there. */
final class Routes {

	/** The id of a model follows. It may contain slashes. */
	private static final String ONE_MODEL = "/v1/models/";

	private static final int SHOWN_PATH = 200;

	private final Map<String, Map<String, Route>> byPath;

	private final Function<String, Reply> oneModel;

	/**
	 * Routes by path and method.
	 * @param byPath paths, with the methods of each
	 * @param oneModel describes the model with an id
	 */
	Routes(Map<String, Map<String, Route>> byPath, Function<String, Reply> oneModel) {
		this.byPath = byPath;
		this.oneModel = oneModel;
	}

	/** HEAD is answered like GET, without a body. */
	static Map<String, Route> reading(Supplier<Reply> reply) {
		Route route = (request, response) -> reply.get().send(request, response);
		return Map.of("GET", route, "HEAD", route);
	}

	static Map<String, Route> posting(Route route) {
		return Map.of("POST", route);
	}

	/** The path of a request, without its query. */
	static String path(String uri) {
		int query = uri.indexOf('?');
		return (query < 0) ? uri : uri.substring(0, query);
	}

	/** The route of a request; refuses an unknown path and a method that it lacks. */
	Route find(String method, String path) {
		Map<String, Route> methods = methods(path);
		String shown = PrintableText.of(path, SHOWN_PATH);
		if (methods == null) {
			throw new RefusedException(Reply.error(404, ErrorBody.UNKNOWN_URL,
					"Unknown request URL: " + method + " " + shown + ". The paths of this server are "
							+ String.join(", ", new TreeSet<>(this.byPath.keySet())) + " and " + ONE_MODEL + "ID.",
					null));
		}
		Route route = methods.get(method);
		if (route == null) {
			String allowed = String.join(", ", new TreeSet<>(methods.keySet()));
			throw new RefusedException(Reply
				.error(405, "method_not_allowed",
						"Not allowed to " + method + " on " + shown + ". Allowed: " + allowed + ".", null)
				.with("allow", allowed));
		}
		return route;
	}

	private @Nullable Map<String, Route> methods(String path) {
		if (path.startsWith(ONE_MODEL) && path.length() > ONE_MODEL.length()) {
			return reading(() -> this.oneModel.apply(decoded(path.substring(ONE_MODEL.length()))));
		}
		return this.byPath.get(path);
	}

	/** The text itself if it has a percent sign that begins no character. */
	private static String decoded(String part) {
		try {
			// Only in forms does a plus stand for a space.
			return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return part;
		}
	}

}
