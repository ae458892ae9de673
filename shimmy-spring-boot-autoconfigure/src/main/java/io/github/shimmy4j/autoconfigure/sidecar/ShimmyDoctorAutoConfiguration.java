package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.Optional;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.doctor.Doctor;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.storage.ShimmyHome;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the doctor, for applications that launch a server. */
@AutoConfiguration(after = ShimmySidecarAutoConfiguration.class)
@ConditionalOnBean({ ShimmySidecar.class, ShimmyProperties.class })
public final class ShimmyDoctorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Doctor shimmyDoctor(ShimmyProperties properties, ShimmyHome home, ModelRegistry registry,
			AcceleratorDetector accelerators, ShimmySidecar sidecar) {
		return Doctor.create(PropertiesMapping.options(properties), home, registry, accelerators,
				() -> Optional.of(sidecar.snapshot()));
	}

}
