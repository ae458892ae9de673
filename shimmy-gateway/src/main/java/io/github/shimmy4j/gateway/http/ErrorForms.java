package io.github.shimmy4j.gateway.http;

import java.util.List;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.FailureResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Refuses requests in the form of the protocol to which they belong. */
public final class ErrorForms {

	private final List<ErrorForm> forms;

	private final ErrorForm other;

	/**
	 * Knows the protocols of a gateway.
	 * @param forms one form for each protocol
	 * @param other the form for all other requests
	 */
	public ErrorForms(List<ErrorForm> forms, ErrorForm other) {
		this.forms = List.copyOf(forms);
		this.other = other;
	}

	/**
	 * Refuses a request.
	 * @param exchange the request
	 * @param thrown what happened
	 */
	public Mono<Void> refuse(ServerWebExchange exchange, Throwable thrown) {
		ErrorForm form = this.forms.stream()
			.filter((each) -> each.isOf(exchange.getRequest()))
			.findFirst()
			.orElse(this.other);
		Failure told = form.told(Failure.of(thrown));
		return FailureResponse.write(told, form.body(told), exchange.getResponse());
	}

}
