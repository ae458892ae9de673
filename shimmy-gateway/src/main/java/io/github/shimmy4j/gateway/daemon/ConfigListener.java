package io.github.shimmy4j.gateway.daemon;

import java.util.Map;

import io.github.shimmy4j.storage.ShimmyHome;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Puts {@code config.toml} below arguments, environment and Spring's own files, and above
 * the daemon's defaults.
 */
public final class ConfigListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	private final Map<String, String> environment;

	/**
	 * Reads nothing yet.
	 * @param environment variables that tell where the file is
	 */
	public ConfigListener(Map<String, String> environment) {
		this.environment = Map.copyOf(environment);
	}

	/** After Spring's files, and before the log is set up. */
	@Override
	public int getOrder() {
		return EnvironmentPostProcessorApplicationListener.DEFAULT_ORDER + 1;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		PropertySource<?> settings = ConfigToml.read(ShimmyHome.configFile(this.environment));
		MutablePropertySources sources = event.getEnvironment().getPropertySources();
		if (sources.contains(DefaultPropertiesPropertySource.NAME)) {
			sources.addBefore(DefaultPropertiesPropertySource.NAME, settings);
		}
		else {
			sources.addLast(settings);
		}
	}

}
