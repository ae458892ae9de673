package io.github.shimmy4j.autoconfigure.sidecar;

import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.autoconfigure.ModelTransferEvent;
import io.github.shimmy4j.autoconfigure.DaemonProperties;
import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision.Circumstance;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.model.SourceDownload;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.supervision.SidecarFactory;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.text.PrintableLogger;
import io.github.shimmy4j.transfer.ModelSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration of the sidecar: the model registry, the server, and its lifecycle in
 * the application.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "shimmy.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ ShimmyProperties.class, DaemonProperties.class })
public final class ShimmySidecarAutoConfiguration {

	private static final PrintableLogger logger = PrintableLogger.of(ShimmySidecarAutoConfiguration.class);

	@Bean
	static UnknownPropertyCheck shimmyUnknownPropertyCheck(Environment environment) {
		return new UnknownPropertyCheck(environment);
	}

	@Bean
	@ConditionalOnMissingBean
	ShimmyHome shimmyHome(ShimmyProperties properties) {
		return PropertiesMapping.home(properties, ShimmyHome.of(System.getenv()));
	}

	@Bean
	@ConditionalOnMissingBean
	ModelRegistry shimmyModelRegistry(ShimmyProperties properties, ShimmyHome home, RunningServerCapabilities server,
			ObjectProvider<ModelSource> sources, ResourceLoader resources, ModelTransferPublisher transfers) {
		return new ModelDirectory(home.models(), PropertiesMapping.models(properties, sources.stream(), resources),
				transfers, PropertiesMapping.listing(properties, home, server));
	}

	@Bean
	ModelTransferPublisher shimmyModelTransferPublisher(ApplicationEventPublisher publisher) {
		return new ModelTransferPublisher(publisher);
	}

	@Bean
	RunningServerCapabilities shimmyRunningServerCapabilities(ObjectProvider<ShimmySidecar> sidecars) {
		return new RunningServerCapabilities(sidecars);
	}

	@Bean
	@ConditionalOnMissingBean
	DownloadHandler shimmyDownloadHandler(ObjectProvider<ModelSource> sources) {
		return new SourceDownload(System.getenv(), sources.stream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	AcceleratorDetector shimmyAcceleratorDetector(ShimmyProperties properties) {
		return AcceleratorDetector.create(PropertiesMapping.environment(properties, System.getenv()));
	}

	@Bean
	@ConditionalOnMissingBean
	SidecarFactory shimmySidecarFactory(ShimmyHome home, ModelRegistry registry, DownloadHandler downloads,
			AcceleratorDetector accelerators) {
		return new SidecarFactory(home, registry, downloads, accelerators);
	}

	@Bean
	@ConditionalOnProperty(name = "shimmy.mode", havingValue = "external")
	@ConditionalOnMissingBean(ShimmyConnectionDetails.class)
	PropertiesConnectionDetails shimmyConnectionDetails(ShimmyProperties properties) {
		return PropertiesConnectionDetails.of(properties);
	}

	@Bean
	StartDecision shimmyStartDecision(ShimmyProperties properties, ObjectProvider<LeasedSidecar> sidecar,
			ListableBeanFactory beans, Environment environment) {
		LeasedSidecar owned = sidecar.getIfAvailable();
		StartDecision decision = (owned != null) ? owned.decision()
				: StartDecision.of(properties, circumstances(beans, environment));
		if (!decision.startsServer()) {
			logger.info("{}", decision);
		}
		return decision;
	}

	private static Set<Circumstance> circumstances(ListableBeanFactory beans, Environment environment) {
		Set<Circumstance> found = EnumSet.noneOf(Circumstance.class);
		if (SidecarLending.isTest(environment)) {
			found.add(Circumstance.TEST);
		}
		if (beans.getBeanNamesForType(ShimmyConnectionDetails.class, true, false).length > 0) {
			found.add(Circumstance.CONNECTION_DETAILS);
		}
		if (beans.getBeanNamesForType(ShimmySidecar.class, true, false).length > 0) {
			found.add(Circumstance.USERS_SIDECAR);
		}
		return found;
	}

	/** A server that this application launches. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "shimmy.mode", havingValue = "owned", matchIfMissing = true)
	@ConditionalOnMissingBean({ ShimmyConnectionDetails.class, ShimmySidecar.class })
	static class OwnedSidecarConfiguration {

		@Bean(destroyMethod = "release")
		LeasedSidecar shimmySidecar(SidecarLending lending, SidecarEventPublisher events) {
			LeasedSidecar sidecar = lending.lease();
			sidecar.addListener(events);
			return sidecar;
		}

		@Bean
		@ConditionalOnMissingBean
		SidecarLending shimmySidecarLending(SidecarFactory factory, ShimmyHome home, ShimmyProperties properties,
				ConfigurableListableBeanFactory beans, Environment environment) {
			return new SidecarLending(KeptSidecars.OF_THIS_JVM, factory, home, properties, beans, environment);
		}

		@Bean
		SidecarEventPublisher shimmySidecarEventPublisher(ApplicationEventPublisher publisher) {
			return new SidecarEventPublisher(publisher);
		}

		@Bean
		SidecarLifecycle shimmySidecarLifecycle(LeasedSidecar sidecar, StartDecision decision,
				ShimmyProperties properties) {
			return new SidecarLifecycle(sidecar, decision, properties.failFast(), !sidecar.isKeepable());
		}

		@Bean
		SidecarLifecycle.ExitHandler shimmySidecarExitHandler(LeasedSidecar sidecar) {
			SidecarLifecycle.ExitHandler handler = new SidecarLifecycle.ExitHandler(sidecar);
			SpringApplication.getShutdownHandlers().add(handler);
			return handler;
		}

		@Bean
		static BeanFactoryPostProcessor shimmySidecarLaunch() {
			return SidecarLifecycle::launchEarly;
		}

	}

	/** Publishes the events of a sidecar bean of the application. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(ShimmySidecar.class)
	@ConditionalOnMissingBean(SidecarEventPublisher.class)
	static class UsersSidecarConfiguration {

		@Bean
		SidecarEventPublisher shimmySidecarEventPublisher(ApplicationEventPublisher publisher, ShimmySidecar sidecar) {
			SidecarEventPublisher events = new SidecarEventPublisher(publisher);
			sidecar.addListener(events);
			return events;
		}

	}

	/**
	 * Publishes the progress of a model's download while the context is complete. A
	 * sidecar may outlive the context, so this drops its publisher when the context ends.
	 */
	static final class ModelTransferPublisher implements ProgressListener, SmartInitializingSingleton, DisposableBean {

		private @Nullable ApplicationEventPublisher publisher;

		private boolean complete;

		ModelTransferPublisher(ApplicationEventPublisher publisher) {
			this.publisher = publisher;
		}

		@Override
		public synchronized void progressed(Progress progress) {
			if (this.publisher == null || !this.complete) {
				return;
			}
			try {
				this.publisher
					.publishEvent(new ModelTransferEvent(progress.done(), progress.total(), progress.detail()));
			}
			catch (RuntimeException ex) {
				logger.warn("A listener failed on the progress of a transfer", ex);
			}
		}

		@Override
		public synchronized void afterSingletonsInstantiated() {
			this.complete = true;
		}

		@Override
		public synchronized void destroy() {
			this.publisher = null;
		}

	}

	/**
	 * The capabilities of the running server. The sidecar itself needs the model registry
	 * that uses this, so it is looked up at each call. A kept sidecar may outlive the
	 * context, so this drops its reference when the context ends.
	 */
	static final class RunningServerCapabilities implements Supplier<Optional<ServerCapabilities>>, DisposableBean {

		private volatile @Nullable ObjectProvider<ShimmySidecar> sidecars;

		RunningServerCapabilities(ObjectProvider<ShimmySidecar> sidecars) {
			this.sidecars = sidecars;
		}

		@Override
		public Optional<ServerCapabilities> get() {
			ObjectProvider<ShimmySidecar> present = this.sidecars;
			ShimmySidecar sidecar = (present != null) ? present.getIfUnique() : null;
			try {
				return (sidecar != null) ? Optional.of(sidecar.endpoint().capabilities()) : Optional.empty();
			}
			catch (ShimmyException ex) {
				// The server does not run.
				return Optional.empty();
			}
		}

		@Override
		public void destroy() {
			this.sidecars = null;
		}

	}

	/** The external server of {@code shimmy.base-url} and {@code shimmy.api-key}. */
	record PropertiesConnectionDetails(URI baseUrl, @Nullable String apiKey) implements ShimmyConnectionDetails {

		static PropertiesConnectionDetails of(ShimmyProperties properties) {
			URI baseUrl = properties.baseUrl();
			if (baseUrl == null) {
				throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
						"'shimmy.mode' is 'external' but 'shimmy.base-url' is not set; allowed is an address such as "
								+ "http://127.0.0.1:11435/v1");
			}
			return new PropertiesConnectionDetails(baseUrl, properties.apiKey());
		}

		@Override
		public String toString() {
			return "server at " + this.baseUrl;
		}

	}

}
