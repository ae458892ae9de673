package io.github.shimmy4j.autoconfigure.health;

import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.sidecar.ShimmySidecar;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health component {@code shimmy}.
 */
@AutoConfiguration(after = ShimmySidecarAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(ShimmySidecar.class)
@ConditionalOnEnabledHealthIndicator("shimmy")
public final class ShimmyHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "shimmyHealthIndicator")
	HealthIndicator shimmyHealthIndicator(ShimmySidecar sidecar) {
		return new ShimmyHealthIndicator(sidecar);
	}

}
