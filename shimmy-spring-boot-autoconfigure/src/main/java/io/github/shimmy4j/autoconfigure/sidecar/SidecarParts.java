package io.github.shimmy4j.autoconfigure.sidecar;

import java.lang.reflect.Method;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.transfer.ModelSource;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * What a sidecar is made of besides its options.
 *
 * @param home directories of this user
 * @param registry knows the models
 * @param downloads brings a model that is missing
 * @param accelerators knows what this machine could compute with
 */
record SidecarParts(ShimmyHome home, ModelRegistry registry, DownloadHandler downloads,
		AcceleratorDetector accelerators) {

	/**
	 * Makes a sidecar. The threads that it starts live as long as it does: they must not
	 * hold on to the class loader of the context in which it happens to be made.
	 */
	ShimmySidecar make(SidecarOptions options) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(ShimmySidecar.class.getClassLoader());
		try {
			ShimmySidecar sidecar = ShimmySidecar.create(options, this.home, this.registry, this.downloads,
					this.accelerators);
			// Nothing runs yet: only its thread is made now.
			sidecar.whenReady();
			return sidecar;
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/**
	 * Whether all parts are our own. Those of a user may know their context, which a
	 * sidecar that outlives it would keep in memory.
	 */
	static boolean areOurs(ConfigurableListableBeanFactory beans) {
		return isOurs(beans, ModelRegistry.class) && isOurs(beans, DownloadHandler.class)
				&& isOurs(beans, AcceleratorDetector.class) && beans.getBeanNamesForType(ModelSource.class).length == 0;
	}

	private static boolean isOurs(ConfigurableListableBeanFactory beans, Class<?> type) {
		String[] names = beans.getBeanNamesForType(type);
		return names.length == 1 && isOurs(beans.getMergedBeanDefinition(names[0]));
	}

	private static boolean isOurs(BeanDefinition definition) {
		Method factory = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
		return factory != null && factory.getDeclaringClass() == ShimmySidecarAutoConfiguration.class;
	}

}
