package io.github.shimmy4j.gateway.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.RequestTrace;
import io.github.shimmy4j.gateway.http.WebPageGuard.Verdict;
import io.github.shimmy4j.gateway.key.ApiKeys;
import io.github.shimmy4j.gateway.key.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Lets in programs of this machine, pages that are allowed, and owners of keys. The
 * caller travels in the context of the request's chain.
 */
public final class FrontDoor implements WebFilter {

	/** Clients ask these before they have read their key. They tell nothing secret. */
	private static final Set<String> OPEN = Set.of("/", "/health", DaemonProof.PATH);

	private static final String BEARER = "bearer ";

	private final WebPageGuard guard;

	private final ApiKeys keys;

	private final ErrorForms forms;

	/**
	 * Makes the door.
	 * @param guard keeps web pages away
	 * @param keys the keys of the gateway
	 * @param forms tell the refusals
	 */
	public FrontDoor(WebPageGuard guard, ApiKeys keys, ErrorForms forms) {
		this.guard = guard;
		this.keys = keys;
		this.forms = forms;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		// Reading the file of the keys blocks.
		return this.keys.isFresh() ? enterOrRefuse(exchange, chain)
				: Mono.fromRunnable(this.keys::refresh)
					.subscribeOn(Schedulers.boundedElastic())
					.then(Mono.defer(() -> enterOrRefuse(exchange, chain)));
	}

	private Mono<Void> enterOrRefuse(ServerWebExchange exchange, WebFilterChain chain) {
		try {
			return enter(exchange, chain);
		}
		catch (ShimmyException ex) {
			return this.forms.refuse(exchange, ex);
		}
	}

	private Mono<Void> enter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		ServerHttpResponse response = exchange.getResponse();
		HttpHeaders headers = request.getHeaders();
		Verdict verdict = this.guard.check(request.getMethod().name(), headers::get, this.keys.isRequired());
		if (!verdict.isAllowed()) {
			return this.forms.refuse(exchange,
					RequestException.http(403, "forbidden", String.valueOf(verdict.refusal())));
		}
		verdict.headers().forEach(response.getHeaders()::set);
		if (verdict.preflight()) {
			response.setStatusCode(HttpStatus.NO_CONTENT);
			return response.setComplete();
		}
		Optional<Caller> caller = this.keys.caller(presented(headers));
		if (caller.isEmpty() && !OPEN.contains(request.getPath().value())) {
			response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
			return this.forms.refuse(exchange, RequestException.http(401, "invalid_api_key",
					"The request has no valid API key; send one as 'Authorization: Bearer KEY' or 'x-api-key: KEY'"));
		}
		Caller found = caller.orElse(Caller.ANONYMOUS);
		return Mono.deferContextual((context) -> {
			if (!found.isAnonymous()) {
				RequestTrace.of(context).calledBy(found.label());
			}
			return chain.filter(exchange);
		}).contextWrite((context) -> context.put(Caller.class, found));
	}

	private static @Nullable String presented(HttpHeaders headers) {
		List<String> authorization = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
		for (String value : authorization) {
			if (value.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
				return value.substring(BEARER.length()).strip();
			}
		}
		return headers.getFirst("x-api-key");
	}

}
