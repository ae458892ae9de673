package io.github.shimmy4j.autoconfigure.endpoint;

import io.github.shimmy4j.autoconfigure.shared.SharedDaemon;
import io.github.shimmy4j.autoconfigure.shared.ShimmySharedAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the endpoint {@code shimmy} with the daemon's server. */
@AutoConfiguration(after = ShimmySharedAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(SharedDaemon.class)
@ConditionalOnAvailableEndpoint(DaemonEndpoint.class)
public final class DaemonEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "shimmyEndpoint")
	DaemonEndpoint shimmyEndpoint(SharedDaemon daemon) {
		return new DaemonEndpoint(daemon);
	}

	@Bean
	@ConditionalOnBean(DaemonEndpoint.class)
	@ConditionalOnMissingBean
	DaemonEndpointWebExtension shimmyEndpointWebExtension() {
		return new DaemonEndpointWebExtension();
	}

}
