package io.github.shimmy4j.autoconfigure.sidecar;

import io.github.shimmy4j.autoconfigure.EmbeddingProperties;
import io.github.shimmy4j.autoconfigure.EmbeddingSidecarEvent;
import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.sidecar.supervision.SidecarFactory;
import io.github.shimmy4j.storage.ShimmyHome;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the sidecar that serves {@code shimmy.embedding.model}. It lives
 * as the first one does, with the same settings.
 */
@AutoConfiguration(after = ShimmySidecarAutoConfiguration.class)
@ConditionalOnProperty(name = "shimmy.enabled", matchIfMissing = true)
@EnableConfigurationProperties(EmbeddingProperties.class)
public final class EmbeddingSidecarAutoConfiguration {

	/** A server that this application launches. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("shimmy.embedding.model")
	@ConditionalOnProperty(name = "shimmy.mode", havingValue = "owned", matchIfMissing = true)
	@ConditionalOnMissingBean({ ShimmyConnectionDetails.class, EmbeddingSidecar.class })
	static class OwnedEmbeddingSidecarConfiguration {

		@Bean(destroyMethod = "release")
		EmbeddingSidecar shimmyEmbeddingSidecar(ObjectProvider<SidecarLending> lending, SidecarFactory factory,
				ShimmyHome home, ShimmyProperties properties, EmbeddingProperties embedding,
				ConfigurableListableBeanFactory beans, Environment environment,
				@Qualifier("shimmyEmbeddingSidecarEventPublisher") SidecarEventPublisher events) {
			// An application with a ShimmySidecar bean of its own has no lending.
			SidecarLending lender = lending.getIfAvailable(
					() -> new SidecarLending(KeptSidecars.OF_THIS_JVM, factory, home, properties, beans, environment));
			LeasedSidecar sidecar = lender.lease(PropertiesMapping.options(properties, embedding));
			SidecarCounts counts = new SidecarCounts();
			sidecar.addListener(counts);
			sidecar.addListener(events);
			return new EmbeddingSidecar(sidecar, counts);
		}

		/** Not the publisher of the chat model's server, which others ask for. */
		@Bean(defaultCandidate = false)
		SidecarEventPublisher shimmyEmbeddingSidecarEventPublisher(ApplicationEventPublisher publisher) {
			return new SidecarEventPublisher(publisher, EmbeddingSidecarEvent::new);
		}

		@Bean
		SidecarLifecycle shimmyEmbeddingSidecarLifecycle(EmbeddingSidecar sidecar, ShimmyProperties properties) {
			return new SidecarLifecycle(sidecar.sidecar(), sidecar.decision(), properties.failFast(),
					!sidecar.isKeepable());
		}

		@Bean
		SidecarLifecycle.ExitHandler shimmyEmbeddingSidecarExitHandler(EmbeddingSidecar sidecar) {
			SidecarLifecycle.ExitHandler handler = new SidecarLifecycle.ExitHandler(sidecar.sidecar());
			SpringApplication.getShutdownHandlers().add(handler);
			return handler;
		}

		@Bean
		@ConditionalOnMissingBean(name = "shimmySidecarLaunch")
		static BeanFactoryPostProcessor shimmyEmbeddingSidecarLaunch() {
			return SidecarLifecycle::launchEarly;
		}

	}

}
