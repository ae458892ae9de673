package io.github.shimmy4j.autoconfigure.health;

import io.github.shimmy4j.autoconfigure.shared.SharedDaemon;
import io.github.shimmy4j.autoconfigure.shared.ShimmySharedAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
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
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Auto-configuration of the health component {@code shimmy}. */
@AutoConfiguration(after = { ShimmySidecarAutoConfiguration.class, EmbeddingSidecarAutoConfiguration.class,
		ShimmySharedAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class })
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("shimmy")
public final class ShimmyHealthAutoConfiguration {

	/** Of a server that this application launches. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(ShimmySidecar.class)
	static class SidecarHealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "shimmyHealthIndicator")
		HealthIndicator shimmyHealthIndicator(ShimmySidecar sidecar, ObjectProvider<StartDecision> decision) {
			return new ShimmyHealthIndicator(sidecar, decision.getIfAvailable());
		}

		/**
		 * The server of the embedding model, as the component {@code shimmyEmbedding}.
		 */
		@Bean
		@ConditionalOnBean(EmbeddingSidecar.class)
		@ConditionalOnMissingBean(name = "shimmyEmbeddingHealthIndicator")
		HealthIndicator shimmyEmbeddingHealthIndicator(EmbeddingSidecar sidecar) {
			return new ShimmyHealthIndicator(sidecar.sidecar(), sidecar.decision());
		}

	}

	/** Of the daemon's server. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(SharedDaemon.class)
	static class SharedHealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "shimmyHealthIndicator")
		HealthIndicator shimmyHealthIndicator(SharedDaemon daemon) {
			return new DaemonHealthIndicator(daemon);
		}

	}

	/** With it, the application receives no traffic while its server is down. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthEndpointGroups.class, AdditionalPathsMapper.class })
	@ConditionalOnProperty("shimmy.health.readiness-group")
	@Conditional(OnServer.class)
	static class ReadinessGroupConfiguration {

		/** Runs after Boot's own post-processor, which adds a missing group. */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		HealthEndpointGroupsPostProcessor shimmyReadinessGroup() {
			return ReadinessWithSidecar::new;
		}

	}

	/** Matches if there is a component {@code shimmy}. */
	static final class OnServer extends AnyNestedCondition {

		OnServer() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(ShimmySidecar.class)
		static class OnSidecar {

		}

		@ConditionalOnBean(SharedDaemon.class)
		static class OnDaemon {

		}

	}

}
