package io.github.shimmy4j.gateway.session;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.http.ErrorForm;
import io.github.shimmy4j.gateway.http.ErrorForms;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses requests that name a session where there can be none, or by a wrong id. A
 * header that was ignored would look like a model that forgets.
 */
public final class SessionGuard implements WebFilter {

	private static final List<String> CHATS = List.of("/v1/chat/completions", "/v1/messages", "/api/chat");

	/** Routes on which a model answers, but not with the next message of a chat. */
	private static final List<String> OTHERS = List.of("/v1/responses", "/v1/completions", "/v1/embeddings",
			"/api/generate", "/api/embed", "/api/embeddings");

	private final ErrorForms forms;

	/**
	 * Makes the guard.
	 * @param forms tell the refusals
	 */
	public SessionGuard(ErrorForms forms) {
		this.forms = forms;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		if (!request.getMethod().equals(HttpMethod.POST) || !SessionKey.isIn(request.getHeaders())) {
			return chain.filter(exchange);
		}
		try {
			if (isAt(CHATS, request)) {
				SessionKey.of("", request.getHeaders());
			}
			if (isAt(OTHERS, request)) {
				throw RequestException.http(400, "session_not_supported", refusal(request));
			}
		}
		catch (ShimmyException ex) {
			return this.forms.refuse(exchange, ex);
		}
		return chain.filter(exchange);
	}

	private static boolean isAt(List<String> routes, ServerHttpRequest request) {
		return routes.stream().anyMatch((route) -> ErrorForm.isAt(route, request));
	}

	private static String refusal(ServerHttpRequest request) {
		String instead = ErrorForm.isAt("/v1/responses", request) ? "; name the last response by previous_response_id"
				: "";
		return "%s has no sessions, leave out the header %s%s; sessions are for the chats of %s".formatted(
				request.getPath().pathWithinApplication().value(), SessionKey.HEADER, instead,
				String.join(", ", CHATS));
	}

}
