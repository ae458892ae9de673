package io.github.shimmy4j.gateway.http;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.RequestTrace;
import io.github.shimmy4j.gateway.http.RequestLogEntry.Outcome;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class RequestLogFilterTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private final List<RequestLogEntry> entries = new ArrayList<>();

	private final RequestLogUnderWay underWay = new RequestLogUnderWay();

	private final RouteTable routes = RouteTable.of(List.of(RouterFunctions.route()
		.GET("/v1/models/{*id}", (request) -> ServerResponse.ok().build())
		.POST("/api/chat", (request) -> ServerResponse.ok().build())
		.build()));

	private final RequestLogFilter filter = filter((entry, exchange) -> this.entries.add(entry));

	private RequestLogFilter filter(RequestLogListener listener) {
		return new RequestLogFilter(new RequestLogRoutes(() -> this.routes), this.underWay, List.of(listener),
				Clock.fixed(NOW, ZoneOffset.UTC), System::nanoTime);
	}

	private static MockServerWebExchange get(String path) {
		return MockServerWebExchange.from(MockServerHttpRequest.get(path));
	}

	private RequestLogEntry entry() {
		assertThat(this.entries).hasSize(1);
		return this.entries.get(0);
	}

	@Test
	void answeredRequestIsToldWithItsRoute() {
		MockServerWebExchange exchange = get("/v1/models/a/b?secret=1");
		exchange.getAttributes()
			.put(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE,
					PathPatternParser.defaultInstance.parse("/v1/models/{*id}"));
		this.filter.filter(exchange, (asked) -> Mono.empty()).block();
		assertThat(entry().at()).isEqualTo(NOW);
		assertThat(entry().method()).isEqualTo("GET");
		assertThat(entry().path()).isEqualTo("/v1/models/a/b");
		assertThat(entry().route()).isEqualTo("/v1/models/{id}");
		assertThat(entry().status()).isEqualTo(200);
		assertThat(entry().outcome()).isEqualTo(Outcome.ANSWERED);
	}

	@Test
	void stepsOfTheRequestFindItsTraceInTheContext() {
		Failure failure = Failure.of(RequestException.http(401, "invalid_api_key", "No such key"));
		WebFilterChain chain = (exchange) -> Mono.deferContextual((context) -> {
			RequestTrace.of(context).calledBy("editor");
			RequestTrace.of(context).failed(failure);
			assertThat(this.underWay.callers()).containsExactly("editor");
			exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
			return Mono.empty();
		});
		this.filter.filter(get("/v1/models"), chain).block();
		assertThat(entry().caller()).isEqualTo("editor");
		assertThat(entry().failure()).isEqualTo(failure);
		assertThat(entry().outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(this.underWay.callers()).isEmpty();
	}

	@Test
	void requestThatWasRefusedBeforeItWasRoutedHasItsRoute() {
		this.filter.filter(get("/api/chat"), (exchange) -> Mono.empty()).block();
		assertThat(entry().route()).isEqualTo("/api/chat");
	}

	@Test
	void unknownPathsAreOneRoute() {
		MockServerWebExchange exchange = get("/no/such/path");
		exchange.getAttributes().put(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE, new ResourceWebHandler());
		this.filter.filter(exchange, (asked) -> Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND)))
			.onErrorComplete()
			.block();
		assertThat(entry().route()).isEqualTo("other");
		assertThat(entry().status()).isEqualTo(404);
		assertThat(entry().outcome()).isEqualTo(Outcome.REFUSED);
	}

	@Test
	void requestOfAnotherPartOfTheApplicationIsNotTold() {
		MockServerWebExchange controller = get("/mine");
		controller.getAttributes().put(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE, "a controller");
		this.filter.filter(controller, (asked) -> Mono.empty()).block();
		MockServerWebExchange route = get("/mine/too");
		route.getAttributes()
			.put(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE, PathPatternParser.defaultInstance.parse("/mine/too"));
		this.filter.filter(route, (asked) -> Mono.empty()).block();
		assertThat(this.entries).isEmpty();
	}

	@Test
	void exceptionWithoutAStatusIsAFailure() {
		this.filter.filter(get("/"), (asked) -> Mono.error(new IllegalStateException("a defect")))
			.onErrorComplete()
			.block();
		assertThat(entry().status()).isEqualTo(500);
		assertThat(entry().outcome()).isEqualTo(Outcome.FAILED);
	}

	@Test
	void clientThatLeavesIsToldOnce() {
		Disposable request = this.filter.filter(get("/api/chat"), (asked) -> Mono.never()).subscribe();
		assertThat(this.entries).isEmpty();
		request.dispose();
		assertThat(entry().outcome()).isEqualTo(Outcome.LEFT);
		this.filter.filter(get("/api/chat"), (asked) -> Mono.error(new IOException("Broken pipe")))
			.onErrorComplete()
			.block();
		assertThat(this.entries).extracting(RequestLogEntry::outcome).containsExactly(Outcome.LEFT, Outcome.LEFT);
	}

	@Test
	void defectOfAListenerDoesNotReachTheClient() {
		RequestLogFilter broken = filter((entry, exchange) -> {
			throw new IllegalStateException("a defect");
		});
		broken.filter(get("/"), (asked) -> Mono.empty()).block();
		assertThat(this.underWay.callers()).isEmpty();
	}

}
