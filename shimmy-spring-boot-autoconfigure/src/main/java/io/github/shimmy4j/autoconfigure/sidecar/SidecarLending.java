package io.github.shimmy4j.autoconfigure.sidecar;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.autoconfigure.LifecycleManagement;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision.Circumstance;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision.Outcome;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.supervision.SidecarFactory;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.text.PrintableLogger;
import io.github.shimmy4j.transfer.ModelSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Decides which sidecar a context gets and whether it is kept after the context. */
final class SidecarLending {

	private static final PrintableLogger logger = PrintableLogger.of(SidecarLending.class);

	/** Name of the property source that spring-test and Boot's tests add. */
	private static final String TEST_PROPERTIES = "Inlined Test Properties";

	/**
	 * Class loader of spring-boot-devtools; each restart discards it with its classes.
	 * Known by name, since devtools may be absent.
	 */
	private static final String RESTART_CLASS_LOADER = "org.springframework.boot.devtools.restart.classloader.RestartClassLoader";

	private final KeptSidecars kept;

	private final SidecarFactory factory;

	private final ShimmyHome home;

	private final ShimmyProperties properties;

	private final ConfigurableListableBeanFactory beans;

	private final Environment environment;

	SidecarLending(KeptSidecars kept, SidecarFactory factory, ShimmyHome home, ShimmyProperties properties,
			ConfigurableListableBeanFactory beans, Environment environment) {
		this.kept = kept;
		this.factory = factory;
		this.home = home;
		this.properties = properties;
		this.beans = beans;
		this.environment = environment;
	}

	/** Leases a sidecar that serves the model of {@code shimmy.model}. */
	LeasedSidecar lease() {
		return lease(PropertiesMapping.options(this.properties));
	}

	LeasedSidecar lease(SidecarOptions options) {
		StartDecision decision = decision(false);
		if (decision.outcome() == Outcome.SKIP || !outlivesContext()) {
			return new LeasedSidecar(this.factory.create(options), decision, null);
		}
		KeptSidecars.Key key = new KeptSidecars.Key(options, this.home);
		Predicate<ShimmySidecar> keeper = (released) -> this.kept.keep(key, released);
		Optional<ShimmySidecar> earlier = this.kept.take(key);
		if (earlier.isEmpty()) {
			return new LeasedSidecar(this.factory.create(options), decision, keeper);
		}
		SidecarSnapshot present = earlier.get().snapshot();
		logger.info("Keeping the server of an earlier context: phase {}, pid {}", present.phase(), present.pid());
		return new LeasedSidecar(earlier.get(), decision(present.pid() != null), keeper);
	}

	private StartDecision decision(boolean serverIsKept) {
		Set<Circumstance> circumstances = EnumSet.noneOf(Circumstance.class);
		if (isTest(this.environment)) {
			circumstances.add(Circumstance.TEST);
		}
		if (serverIsKept) {
			circumstances.add(Circumstance.KEPT_SERVER);
		}
		return StartDecision.of(this.properties, circumstances);
	}

	/** Whether spring-test runs the context. */
	static boolean isTest(Environment environment) {
		return environment instanceof ConfigurableEnvironment configurable
				&& configurable.getPropertySources().contains(TEST_PROPERTIES);
	}

	private boolean outlivesContext() {
		LifecycleManagement management = this.properties.lifecycleManagement();
		boolean restartable = isDiscardedAtRestart(this.beans.getBeanClassLoader());
		if (management.shouldStop() && !restartable) {
			return false;
		}
		if (isDiscardedAtRestart(KeptSidecars.class.getClassLoader())) {
			logger.warn(
					"The server is stopped at each restart, since spring-boot-devtools reloads shimmy4j's classes too");
			return false;
		}
		if (!allPartsAreOurs()) {
			logger.warn("The server is stopped with its context, since a SidecarFactory, ModelRegistry, "
					+ "DownloadHandler, ModelSource or AcceleratorDetector of the application cannot outlive it");
			return false;
		}
		return true;
	}

	/** Whether a class loader is that of spring-boot-devtools or below it. */
	private static boolean isDiscardedAtRestart(@Nullable ClassLoader classLoader) {
		for (ClassLoader loader = classLoader; loader != null; loader = loader.getParent()) {
			if (loader.getClass().getName().equals(RESTART_CLASS_LOADER)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Beans of the application may refer to their context, and a sidecar that outlives it
	 * would keep it in memory.
	 */
	private boolean allPartsAreOurs() {
		return Stream.of(SidecarFactory.class, ModelRegistry.class, DownloadHandler.class, AcceleratorDetector.class)
			.allMatch(this::isOurs) && this.beans.getBeanNamesForType(ModelSource.class).length == 0;
	}

	private boolean isOurs(Class<?> type) {
		String[] names = this.beans.getBeanNamesForType(type);
		return names.length == 1 && isOurs(this.beans.getMergedBeanDefinition(names[0]));
	}

	private static boolean isOurs(BeanDefinition definition) {
		Method factory = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
		return factory != null && factory.getDeclaringClass() == ShimmySidecarAutoConfiguration.class;
	}

}
