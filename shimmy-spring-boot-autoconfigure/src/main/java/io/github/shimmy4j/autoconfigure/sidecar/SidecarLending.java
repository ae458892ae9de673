package io.github.shimmy4j.autoconfigure.sidecar;

import io.github.shimmy4j.autoconfigure.LifecycleManagement;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.text.PrintableLogger;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Decides which sidecar a context gets, and what becomes of it after the context.
 *
 * @param kept sidecars of contexts of before
 * @param properties what the user wants
 * @param beans the context's beans
 * @param environment the context's properties
 */
record SidecarLending(KeptSidecars kept, ShimmyProperties properties, ConfigurableListableBeanFactory beans,
		Environment environment) {

	private static final PrintableLogger logger = PrintableLogger.of(SidecarLending.class);

	/** Where spring-test puts the properties of a test class, and Boot's tests a mark. */
	private static final String TEST_PROPERTIES = "Inlined Test Properties";

	LeasedSidecar lease(SidecarParts parts) {
		SidecarOptions options = SidecarOptionsMapping.options(this.properties);
		if (this.properties.skip().inTests() && isTest()) {
			return new SkippedSidecar(parts.make(options));
		}
		if (!outlivesContext()) {
			return new LeasedSidecar(parts.make(options));
		}
		KeptSidecars.Key key = new KeptSidecars.Key(options, parts.home());
		ShimmySidecar sidecar = this.kept.take(key).map(SidecarLending::takenOver).orElseGet(() -> parts.make(options));
		return new LeasedSidecar(sidecar, (released) -> this.kept.keep(key, released));
	}

	private static ShimmySidecar takenOver(ShimmySidecar sidecar) {
		logger.info("Shimmy goes on with the server of the context before: {}, pid {}", sidecar.snapshot().phase(),
				sidecar.snapshot().pid());
		return sidecar;
	}

	private boolean isTest() {
		return this.environment instanceof ConfigurableEnvironment configurable
				&& configurable.getPropertySources().contains(TEST_PROPERTIES);
	}

	private boolean outlivesContext() {
		LifecycleManagement management = this.properties.lifecycleManagement();
		boolean restartable = RestartClassLoaders.include(this.beans.getBeanClassLoader());
		if (management.shouldStop() && !restartable) {
			return false;
		}
		if (RestartClassLoaders.include(KeptSidecars.class.getClassLoader())) {
			logger.warn("The server ends with each restart: spring-boot-devtools loads shimmy4j anew, too");
			return false;
		}
		if (!SidecarParts.areOurs(this.beans)) {
			logger.warn("The server ends with its context: a ModelRegistry, a DownloadHandler, a ModelSource "
					+ "or an AcceleratorDetector of the application's own cannot outlive it");
			return false;
		}
		return true;
	}

}
