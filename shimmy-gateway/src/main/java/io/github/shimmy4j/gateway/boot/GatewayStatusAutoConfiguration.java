package io.github.shimmy4j.gateway.boot;

import java.time.Clock;

import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.call.EmbeddingRequests;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.http.RequestLog;
import io.github.shimmy4j.gateway.http.RequestLogFilter;
import io.github.shimmy4j.gateway.http.RequestLogListener;
import io.github.shimmy4j.gateway.http.RequestLogRoutes;
import io.github.shimmy4j.gateway.http.RequestLogUnderWay;
import io.github.shimmy4j.gateway.status.BodyCopyFilter;
import io.github.shimmy4j.gateway.status.GatewayMetrics;
import io.github.shimmy4j.gateway.status.RequestInspector;
import io.github.shimmy4j.gateway.status.ServerOutcomes;
import io.github.shimmy4j.gateway.status.StatusDocuments;
import io.github.shimmy4j.gateway.status.StatusRoutes;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Auto-configuration of what the gateway tells: its log of requests, meters, health,
 * status, the inspector, and the description of its routes.
 */
@AutoConfiguration(after = ShimmyGatewayAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration")
@ConditionalOnBean(ServedModels.class)
public final class GatewayStatusAutoConfiguration {

	@Bean
	RequestLogUnderWay shimmyRequestsUnderWay() {
		return new RequestLogUnderWay();
	}

	@Bean
	RequestLog shimmyRequestLog() {
		return new RequestLog();
	}

	@Bean
	ServerOutcomes shimmyServerOutcomes() {
		return new ServerOutcomes(Clock.systemUTC());
	}

	@Bean
	@ConditionalOnProperty(name = "shimmy.gateway.metrics.enabled", matchIfMissing = true)
	GatewayMetrics shimmyGatewayMetrics(RequestLogUnderWay underWay, StatusDocuments documents, ServedModels models,
			EmbeddingRequests embeddings) {
		return new GatewayMetrics(underWay::waiting, documents::slotsBusy,
				(asked) -> (models.names().contains(asked) || asked.equals(embeddings.model())) ? asked
						: models.name());
	}

	@Bean
	@ConditionalOnProperty("shimmy.gateway.inspect.bodies")
	BodyCopyFilter shimmyBodyCopyFilter() {
		return new BodyCopyFilter();
	}

	@Bean
	RequestInspector shimmyRequestInspector(GatewayProperties properties) {
		return new RequestInspector(properties.inspect().requests());
	}

	@Bean
	RequestLogFilter shimmyRequestLogFilter(RequestLogUnderWay underWay, ObjectProvider<RequestLogListener> listeners,
			ListableBeanFactory beans) {
		return new RequestLogFilter(new RequestLogRoutes(() -> OwnRoutes.of(beans)), underWay,
				listeners.orderedStream().toList(), Clock.systemUTC(), System::nanoTime);
	}

	@Bean
	StatusDocuments shimmyStatusDocuments(ObjectProvider<ShimmySidecar> sidecar, ObjectProvider<StartDecision> decision,
			ServedModels models, EmbeddingRequests embeddings, ObjectProvider<EmbeddingSidecar> embeddingSidecar,
			RequestLogUnderWay underWay, ServerOutcomes outcomes, GatewayProperties properties) {
		EmbeddingSidecar second = embeddingSidecar.getIfAvailable();
		String version = GatewayProperties.class.getPackage().getImplementationVersion();
		return new StatusDocuments(sidecar.getIfAvailable(), decision.getIfAvailable(), models, embeddings.model(),
				(second != null) ? second.sidecar() : null, underWay, outcomes, properties.queue().size(),
				(version != null) ? version : "development", System::nanoTime);
	}

	@Bean
	RouterFunction<ServerResponse> shimmyStatusRoutes(StatusDocuments documents, GatewayProperties properties,
			ObjectProvider<PrometheusMeterRegistry> meters, RequestInspector inspector, ListableBeanFactory beans) {
		return new StatusRoutes(documents, properties.metrics().enabled() ? meters.getIfAvailable() : null,
				(properties.inspect().requests() > 0) ? inspector : null, () -> OwnRoutes.of(beans))
			.routes();
	}

}
