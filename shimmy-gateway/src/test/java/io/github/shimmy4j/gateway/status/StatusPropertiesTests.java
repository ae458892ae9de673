package io.github.shimmy4j.gateway.status;

import java.util.Map;

import io.github.shimmy4j.gateway.GatewayProperties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** The keys {@code shimmy.gateway.inspect.*} and {@code shimmy.gateway.metrics.*}. */
class StatusPropertiesTests {

	private static GatewayProperties of(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("shimmy.gateway",
				GatewayProperties.class);
	}

	@Test
	void defaultsCountAndKeepRequestsWithoutTheirBodies() {
		assertThat(of(Map.of()).metrics()).isEqualTo(new GatewayProperties.Metrics(true));
		assertThat(of(Map.of()).inspect()).isEqualTo(new GatewayProperties.Inspect(50, false));
	}

	@Test
	void eachKeyIsBound() {
		GatewayProperties properties = of(Map.of("shimmy.gateway.metrics.enabled", "false",
				"shimmy.gateway.inspect.requests", "7", "shimmy.gateway.inspect.bodies", "true"));
		assertThat(properties.metrics().enabled()).isFalse();
		assertThat(properties.inspect()).isEqualTo(new GatewayProperties.Inspect(7, true));
	}

	@Test
	void tooManyRequestsAreRefused() {
		assertThatException().isThrownBy(() -> of(Map.of("shimmy.gateway.inspect.requests", "1001")))
			.havingRootCause()
			.withMessageContaining(
					"'shimmy.gateway.inspect.requests' is '1001'; allowed is a whole number from 0 to 1000");
	}

}
