package io.github.shimmy4j.autoconfigure.health;

import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Auto-configuration of the health component {@code shimmy}. */
@AutoConfiguration(after = { ShimmySidecarAutoConfiguration.class, EmbeddingSidecarAutoConfiguration.class,
		AvailabilityProbesAutoConfiguration.class })
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(ShimmySidecar.class)
@ConditionalOnEnabledHealthIndicator("shimmy")
public final class ShimmyHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "shimmyHealthIndicator")
	HealthIndicator shimmyHealthIndicator(ShimmySidecar sidecar, ObjectProvider<StartDecision> decision) {
		return new ShimmyHealthIndicator(sidecar, decision.getIfAvailable());
	}

	/** The server of the embedding model, as the component {@code shimmyEmbedding}. */
	@Bean
	@ConditionalOnBean(EmbeddingSidecar.class)
	@ConditionalOnMissingBean(name = "shimmyEmbeddingHealthIndicator")
	HealthIndicator shimmyEmbeddingHealthIndicator(EmbeddingSidecar sidecar) {
		return new ShimmyHealthIndicator(sidecar.sidecar(), sidecar.decision());
	}

	/** With it, the application receives no traffic while its server is down. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthEndpointGroups.class, AdditionalPathsMapper.class })
	@ConditionalOnProperty("shimmy.health.readiness-group")
	static class ReadinessGroupConfiguration {

		/** Runs after Boot's own post-processor, which adds a missing group. */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		HealthEndpointGroupsPostProcessor shimmyReadinessGroup() {
			return ReadinessWithSidecar::new;
		}

	}

}
