package io.github.shimmy4j.gateway.http;

import java.util.Set;
import java.util.function.Supplier;

import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import org.springframework.http.HttpMethod;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers requests that no route has taken: a wrong method on a path of the gateway, and
 * unknown paths. The form is that of the protocol to which the path belongs.
 */
public final class RouteErrors implements WebFilter {

	private static final int NOT_FOUND = 404;

	private static final int NOT_ALLOWED = 405;

	private final SingletonSupplier<RouteTable> own;

	private final boolean unknownPaths;

	private final ErrorForms forms;

	/**
	 * Reads no routes yet.
	 * @param routes the gateway's own routes, asked for at the first error
	 * @param unknownPaths whether unknown paths are answered, too; false if they belong
	 * to an application
	 * @param forms tell the failures
	 */
	public RouteErrors(Supplier<RouteTable> routes, boolean unknownPaths, ErrorForms forms) {
		this.own = SingletonSupplier.of(routes);
		this.unknownPaths = unknownPaths;
		this.forms = forms;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return chain.filter(exchange)
			.onErrorResume(RouteErrors::isUnrouted,
					(thrown) -> exchange.getResponse().isCommitted() ? Mono.error(thrown) : answer(exchange, thrown));
	}

	/** Spring's files have all paths, but not all methods: then it says 405. */
	private static boolean isUnrouted(Throwable thrown) {
		if (!(thrown instanceof ErrorResponse known)) {
			return false;
		}
		int status = known.getStatusCode().value();
		return status == NOT_FOUND || status == NOT_ALLOWED;
	}

	private Mono<Void> answer(ServerWebExchange exchange, Throwable thrown) {
		String request = exchange.getRequest().getMethod() + " " + exchange.getRequest().getPath().value();
		Set<HttpMethod> allowed = this.own.obtain().methods(exchange.getRequest().getPath().pathWithinApplication());
		if (!allowed.isEmpty()) {
			exchange.getResponse().getHeaders().setAllow(allowed);
			return this.forms.refuse(exchange, RequestException.http(NOT_ALLOWED, "method_not_allowed",
					"There is no route %s; allowed is %s".formatted(request, names(allowed))));
		}
		return this.unknownPaths ? this.forms.refuse(exchange,
				RequestException.http(NOT_FOUND, ErrorBody.UNKNOWN_URL,
						"There is no route %s; OpenAI's and Claude's routes begin with /v1, Ollama's with /api"
							.formatted(request)))
				: Mono.error(thrown);
	}

	private static String names(Set<HttpMethod> methods) {
		return String.join(", ", methods.stream().map(HttpMethod::name).sorted().toList());
	}

}
