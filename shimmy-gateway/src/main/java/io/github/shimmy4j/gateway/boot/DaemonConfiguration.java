package io.github.shimmy4j.gateway.boot;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.github.shimmy4j.autoconfigure.DaemonProperties;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.daemon.DaemonLife;
import io.github.shimmy4j.gateway.daemon.DaemonPresence;
import io.github.shimmy4j.gateway.daemon.IdleExit;
import io.github.shimmy4j.gateway.daemon.ProofRoutes;
import io.github.shimmy4j.gateway.http.ErrorForms;
import io.github.shimmy4j.gateway.http.RequestLogUnderWay;
import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.gateway.http.RouteErrors;
import io.github.shimmy4j.gateway.key.OwnerKey;
import io.github.shimmy4j.gateway.status.StatusDocuments;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.storage.ShimmyHome;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContext;
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

	/** Only a process that is the daemon of its user has them. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(DaemonPresence.class)
	static class Presence {

		@Bean
		OwnerKey shimmyOwnerKey(DaemonPresence presence) {
			return presence.ownerKey();
		}

		@Bean
		DaemonLife shimmyDaemonLife(DaemonPresence presence, ShimmyHome home, GatewayProperties properties,
				Environment environment, StatusDocuments documents) {
			return new DaemonLife(presence, home, host(properties, environment), documents.version(),
					InstantSource.system());
		}

		@Bean
		RouterFunction<ServerResponse> shimmyProofRoutes(DaemonPresence presence, StatusDocuments documents) {
			return new ProofRoutes(presence, documents.version()).routes();
		}

		/** The address by which programs of this machine reach the daemon. */
		private static String host(GatewayProperties properties, Environment environment) {
			String bound = properties.bindAddress();
			BindAddress address = (bound != null) ? BindAddress.parse(bound)
					: BindAddress.of(environment.getProperty("server.address", InetAddress.class));
			return address.reachable().host();
		}

	}

	@Bean
	@ConditionalOnProperty(ArchiveMaker.SCRIPT)
	ArchiveMaker shimmyArchiveMaker(Environment environment, ObjectProvider<ShimmySidecar> sidecar) {
		return new ArchiveMaker(Path.of(environment.getRequiredProperty(ArchiveMaker.SCRIPT)),
				sidecar.getIfAvailable());
	}

	@Bean(initMethod = "begin", destroyMethod = "end")
	IdleExit shimmyIdleExit(DaemonProperties daemon, RequestLogUnderWay underWay, ObjectProvider<DaemonLife> life,
			ApplicationContext context) {
		Duration limit = daemon.idleExit();
		ScheduledExecutorService worker = Executors
			.newSingleThreadScheduledExecutor((task) -> Threads.daemon("shimmy-idle", task));
		return new IdleExit(limit, underWay::count, System::nanoTime, worker, () -> {
			life.ifAvailable((present) -> present
				.endsBecause("had no request for %s (shimmy.daemon.idle-exit)".formatted(limit)));
			// Not on the worker, which ends with the context.
			new Thread(() -> System.exit(SpringApplication.exit(context)), "shimmy-idle-exit").start();
		});
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
