package io.github.shimmy4j.gateway.http;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;

import io.github.shimmy4j.gateway.call.RequestTrace;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/**
 * Gives each request its {@link RequestTrace}, and tells the listeners when it has ended.
 * It is the first filter, so that requests which another one refuses are told, too.
 */
public final class RequestLogFilter implements WebFilter, Ordered {

	private static final PrintableLogger logger = PrintableLogger.of(RequestLogFilter.class);

	private final RequestLogRoutes routes;

	private final RequestLogUnderWay underWay;

	private final List<RequestLogListener> listeners;

	private final Clock clock;

	private final LongSupplier nanoTime;

	/**
	 * Makes the filter.
	 * @param routes names of the routes
	 * @param underWay holds the requests that have not ended
	 * @param listeners are told the others
	 * @param clock time of day
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public RequestLogFilter(RequestLogRoutes routes, RequestLogUnderWay underWay, List<RequestLogListener> listeners,
			Clock clock, LongSupplier nanoTime) {
		this.routes = routes;
		this.underWay = underWay;
		this.listeners = List.copyOf(listeners);
		this.clock = clock;
		this.nanoTime = nanoTime;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return Mono.defer(() -> {
			RequestTrace trace = new RequestTrace(this.nanoTime);
			Instant at = this.clock.instant();
			this.underWay.begin(trace);
			return chain.filter(exchange)
				.doOnSuccess((nothing) -> end(exchange, trace, at, null, false))
				.doOnError((thrown) -> end(exchange, trace, at, thrown,
						DisconnectedClientHelper.isClientDisconnectedException(thrown)))
				.doOnCancel(() -> end(exchange, trace, at, null, true))
				.contextWrite(trace::in);
		});
	}

	private void end(ServerWebExchange exchange, RequestTrace trace, Instant at, @Nullable Throwable thrown,
			boolean left) {
		if (!this.underWay.end(trace)) {
			return;
		}
		try {
			this.routes.name(exchange).ifPresent((route) -> {
				ServerHttpRequest request = exchange.getRequest();
				RequestLogEntry entry = RequestLogEntry.of(trace, at, request.getMethod().name(),
						request.getPath().value(), route, status(exchange, thrown), left);
				this.listeners.forEach((listener) -> listener.ended(entry, exchange));
			});
		}
		catch (RuntimeException ex) {
			// The client has its answer; a defect of the log must not break it.
			logger.warn("A request was not counted: {}", exchange.getRequest().getPath(), ex);
		}
	}

	/** Exceptions get their status only after the last filter. */
	private static int status(ServerWebExchange exchange, @Nullable Throwable thrown) {
		HttpStatusCode set = exchange.getResponse().getStatusCode();
		if (thrown == null || exchange.getResponse().isCommitted()) {
			return (set != null) ? set.value() : 200;
		}
		return (thrown instanceof ErrorResponse known) ? known.getStatusCode().value() : 500;
	}

}
