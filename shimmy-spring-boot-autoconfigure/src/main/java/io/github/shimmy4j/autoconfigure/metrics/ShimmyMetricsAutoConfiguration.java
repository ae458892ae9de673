package io.github.shimmy4j.autoconfigure.metrics;

import io.github.shimmy4j.autoconfigure.shared.DaemonUses;
import io.github.shimmy4j.autoconfigure.shared.SharedDaemon;
import io.github.shimmy4j.autoconfigure.shared.ShimmySharedAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.SidecarCounts;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the meters {@code shimmy.sidecar.*}, {@code shimmy.chat.*} and
 * {@code shimmy.embedding.*}.
 */
@AutoConfiguration(after = { ShimmySidecarAutoConfiguration.class, EmbeddingSidecarAutoConfiguration.class,
		ShimmySharedAutoConfiguration.class })
@ConditionalOnClass(MeterRegistry.class)
public final class ShimmyMetricsAutoConfiguration {

	private static final String CHAT = "chat";

	private static final String EMBEDDING = "embedding";

	/** Of a server that this application launches. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(ShimmySidecar.class)
	static class SidecarMetricsConfiguration {

		@Bean
		SidecarCounts shimmySidecarCounts() {
			return new SidecarCounts();
		}

		@Bean
		@ConditionalOnMissingBean(name = "shimmySidecarMetrics")
		SidecarMetrics shimmySidecarMetrics(ShimmySidecar sidecar, SidecarCounts counts) {
			return new SidecarMetrics(CHAT, sidecar, counts);
		}

		@Bean
		@ConditionalOnMissingBean(name = "shimmyChatMetrics")
		CallMetrics shimmyChatMetrics(ShimmySidecar sidecar) {
			return new CallMetrics(CHAT, sidecar);
		}

		@Bean
		@ConditionalOnBean(EmbeddingSidecar.class)
		@ConditionalOnMissingBean(name = "shimmyEmbeddingSidecarMetrics")
		SidecarMetrics shimmyEmbeddingSidecarMetrics(EmbeddingSidecar embedding) {
			return new SidecarMetrics(EMBEDDING, embedding.sidecar(), embedding.counts());
		}

		@Bean
		@ConditionalOnBean(EmbeddingSidecar.class)
		@ConditionalOnMissingBean(name = "shimmyEmbeddingMetrics")
		CallMetrics shimmyEmbeddingMetrics(EmbeddingSidecar embedding) {
			return new CallMetrics(EMBEDDING, embedding.sidecar());
		}

	}

	/** Of calls to the daemon, which has meters of its own for its server. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(SharedDaemon.class)
	static class SharedMetricsConfiguration {

		@Bean
		@ConditionalOnBean(DaemonUses.class)
		@ConditionalOnMissingBean(name = "shimmyChatMetrics")
		CallMetrics shimmyChatMetrics(DaemonUses uses) {
			return new CallMetrics(CHAT, uses);
		}

	}

}
