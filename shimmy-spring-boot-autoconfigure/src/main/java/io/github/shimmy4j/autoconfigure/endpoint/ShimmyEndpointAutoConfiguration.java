package io.github.shimmy4j.autoconfigure.endpoint;

import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyDoctorAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.doctor.Doctor;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the endpoint {@code shimmy}. */
@AutoConfiguration(after = { ShimmySidecarAutoConfiguration.class, EmbeddingSidecarAutoConfiguration.class,
		ShimmyDoctorAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ ShimmySidecar.class, Doctor.class })
@ConditionalOnAvailableEndpoint(ShimmyEndpoint.class)
public final class ShimmyEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "shimmyEndpoint")
	ShimmyEndpoint shimmyEndpoint(ShimmySidecar sidecar, Doctor doctor, ObjectProvider<StartDecision> decision,
			ObjectProvider<EmbeddingSidecar> embedding) {
		return new ShimmyEndpoint(sidecar, doctor, decision.getIfAvailable(), embedding.getIfAvailable());
	}

	@Bean
	@ConditionalOnBean(ShimmyEndpoint.class)
	@ConditionalOnMissingBean
	ShimmyEndpointWebExtension shimmyEndpointWebExtension(ShimmyEndpoint endpoint) {
		return new ShimmyEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnBean(ShimmyEndpoint.class)
	@ConditionalOnMissingBean
	ShimmyEndpointJmxExtension shimmyEndpointJmxExtension(ShimmyEndpoint endpoint) {
		return new ShimmyEndpointJmxExtension(endpoint);
	}

}
