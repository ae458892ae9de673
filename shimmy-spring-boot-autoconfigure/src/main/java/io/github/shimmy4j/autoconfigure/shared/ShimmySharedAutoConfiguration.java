package io.github.shimmy4j.autoconfigure.shared;

import java.util.concurrent.Executors;

import io.github.shimmy4j.autoconfigure.DaemonProperties;
import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.use.UseSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Auto-configuration of the server of this user's daemon. */
@AutoConfiguration(after = ShimmySidecarAutoConfiguration.class, before = ShimmyUseAutoConfiguration.class)
@ConditionalOnProperty(name = "shimmy.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "shimmy.mode", havingValue = "shared")
@ConditionalOnMissingBean({ ShimmyConnectionDetails.class, ShimmySidecar.class })
public final class ShimmySharedAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DaemonConfig shimmyDaemonConfig(DaemonProperties properties) {
		return new DaemonConfig(System.getenv(), null, properties.autoSpawn(), properties.timeout(),
				properties.command());
	}

	@Bean
	SharedDaemon shimmySharedDaemon(DaemonConfig config, StartDecision decision, ApplicationEventPublisher publisher,
			Environment environment) {
		UnusedKeys.warn(environment);
		return new SharedDaemon(config, decision,
				Executors.newCachedThreadPool((task) -> Threads.daemon("shimmy-daemon-search", task)),
				publisher::publishEvent);
	}

	@Bean
	@ConditionalOnMissingBean(UseSource.class)
	DaemonUses shimmyUses(SharedDaemon daemon, ShimmyProperties properties, Environment environment) {
		Integer maxConcurrent = properties.chat().maxConcurrent();
		return new DaemonUses(daemon, model(properties, environment), (maxConcurrent != null) ? maxConcurrent : 0);
	}

	private static SharedModel model(ShimmyProperties properties, Environment environment) {
		String model = Binder.get(environment).bind("shimmy.model", String.class).orElse(null);
		return SharedModel.of(properties.chat().model(), model);
	}

	@Bean
	SharedLifecycle shimmySharedLifecycle(SharedDaemon daemon, StartDecision decision, ShimmyProperties properties,
			Environment environment) {
		return new SharedLifecycle(daemon, decision, model(properties, environment), properties.failFast(),
				Pause.SLEEP);
	}

}
