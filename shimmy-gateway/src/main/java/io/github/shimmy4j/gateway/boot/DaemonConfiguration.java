package io.github.shimmy4j.gateway.boot;

import java.nio.file.Path;

import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.http.ErrorForms;
import io.github.shimmy4j.gateway.http.RouteErrors;
import org.springframework.beans.factory.ListableBeanFactory;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import io.github.shimmy4j.gateway.http.RouteDescription;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.ErrorResponse;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/**
 * Beans that only the daemon has: its port, its first page, and an answer on every path.
 */
@Configuration(proxyBeanMethods = false)
class DaemonConfiguration {

	private static final String PAGE = "shimmy4j is running. It speaks the protocols of OpenAI (/v1), "
			+ "Claude (/v1/messages) and Ollama (/api).";

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> shimmyDaemonPort(GatewayProperties properties,
			Environment environment) {
		return (factory) -> {
			// Boot's own property is for people who know it.
			if (properties.bindAddress() == null && !environment.containsProperty("server.port")) {
				BindAddress found = DaemonPort.find();
				factory.setAddress(found.address());
				factory.setPort(found.port());
			}
		};
	}

	@Bean
	RouterFunction<ServerResponse> shimmyDaemonPage() {
		return RouterFunctions.route()
			.GET("/", (request) -> ServerResponse.ok().bodyValue(PAGE))
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Say that this is a gateway").answering("text/plain"))
			.HEAD("/", (request) -> ServerResponse.ok().build())
			.withAttribute(RouteDescription.ATTRIBUTE, RouteDescription.of("Say that this is a gateway"))
			.build();
	}

	@Bean
	@ConditionalOnProperty(ArchiveMaker.SCRIPT)
	ArchiveMaker shimmyArchiveMaker(Environment environment, ObjectProvider<ShimmySidecar> sidecar) {
		return new ArchiveMaker(Path.of(environment.getRequiredProperty(ArchiveMaker.SCRIPT)),
				sidecar.getIfAvailable());
	}

	@Bean
	RouteErrors shimmyRouteErrors(ListableBeanFactory beans, ErrorForms forms) {
		return new RouteErrors(() -> OwnRoutes.of(beans), true, forms);
	}

	/** Before Boot's own, whose form no client of these protocols reads. */
	@Bean
	@Order(-2)
	WebExceptionHandler shimmyDaemonErrors(ErrorForms forms) {
		return (exchange, thrown) -> exchange.getResponse().isCommitted() ? Mono.error(thrown)
				: forms.refuse(exchange, refusal(exchange, thrown));
	}

	private static Throwable refusal(ServerWebExchange exchange, Throwable thrown) {
		if (!(thrown instanceof ErrorResponse known) || known.getStatusCode().is5xxServerError()) {
			return thrown;
		}
		int status = known.getStatusCode().value();
		return RequestException.http(status, "invalid_request", "The request %s %s was refused with status %d"
			.formatted(exchange.getRequest().getMethod(), exchange.getRequest().getPath().value(), status));
	}

}
