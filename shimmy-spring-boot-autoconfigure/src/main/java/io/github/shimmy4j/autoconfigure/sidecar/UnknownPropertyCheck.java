package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.Objects;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses keys under {@code shimmy} that no configuration metadata documents: a mistyped
 * key would otherwise be ignored, and the default used. Environment variables are exempt,
 * since users of shimmy itself export some with that prefix.
 */
final class UnknownPropertyCheck implements BeanFactoryPostProcessor, PriorityOrdered {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("shimmy");

	private final Environment environment;

	UnknownPropertyCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		ClassLoader classLoader = Objects.requireNonNullElse(beanFactory.getBeanClassLoader(),
				getClass().getClassLoader());
		ConfigurationMetadata metadata = ConfigurationMetadata.read(classLoader, PREFIX);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable
					&& !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
				iterable.stream().filter(PREFIX::isAncestorOf).forEach((name) -> check(source, name, metadata));
			}
		}
	}

	private static void check(ConfigurationPropertySource source, ConfigurationPropertyName name,
			ConfigurationMetadata metadata) {
		if (metadata.knows(name)) {
			return;
		}
		// Not the value: it may be a secret under a mistyped key.
		Origin origin = Origin.from(source.getConfigurationProperty(name));
		String nearest = metadata.nearest(name).orElse("none");
		throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"There is no property '%s' (%s); the nearest name is '%s'".formatted(name, origin, nearest));
	}

	/** Before the properties are bound, whose failures do not name a mistyped key. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 10;
	}

}
