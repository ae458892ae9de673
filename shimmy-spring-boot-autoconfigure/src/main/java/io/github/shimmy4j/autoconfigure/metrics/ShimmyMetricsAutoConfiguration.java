package io.github.shimmy4j.autoconfigure.metrics;

import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters {@code shimmy.sidecar.*} and {@code shimmy.chat.*}.
 */
@AutoConfiguration(after = ShimmySidecarAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(ShimmySidecar.class)
public final class ShimmyMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "shimmySidecarMetrics")
	SidecarMetrics shimmySidecarMetrics(ShimmySidecar sidecar) {
		return new SidecarMetrics(sidecar);
	}

	@Bean
	@ConditionalOnMissingBean(name = "shimmyChatMetrics")
	ChatMetrics shimmyChatMetrics(ShimmySidecar sidecar) {
		return new ChatMetrics(sidecar);
	}

}
