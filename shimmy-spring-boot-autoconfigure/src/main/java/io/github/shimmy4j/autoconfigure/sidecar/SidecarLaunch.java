package io.github.shimmy4j.autoconfigure.sidecar;

import io.github.shimmy4j.sidecar.ShimmySidecar;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.aot.AbstractAotProcessor;

/**
 * Launches the sidecar once all bean definitions are known and before ordinary singletons
 * are made, so that the server loads its model while the application builds itself. It is
 * waited for later, by {@link SidecarLifecycle}.
 */
final class SidecarLaunch implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			return;
		}
		SidecarLifecycle lifecycle = beanFactory.getBean(SidecarLifecycle.class);
		if (lifecycle.isAutoStartup()) {
			beanFactory.getBean(SidecarExitHandler.class);
			beanFactory.getBean(ShimmySidecar.class).start();
		}
	}

}
