package io.github.shimmy4j.gateway.boot;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Says why a servlet application cannot be a gateway. It would start without the
 * gateway's routes otherwise.
 */
@AutoConfiguration
@ConditionalOnProperty(name = { "shimmy.enabled", "shimmy.gateway.enabled" }, matchIfMissing = true)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class ServletApplicationAutoConfiguration {

	@Bean
	static BeanFactoryPostProcessor shimmyGatewayNeedsReactiveApplication() {
		return (beans) -> {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"The gateway (shimmy-gateway) runs in a reactive application, and this is a servlet application; "
							+ "remove the servlet stack (spring-boot-starter-webmvc), or set "
							+ "'spring.main.web-application-type' to 'reactive', or set 'shimmy.gateway.enabled' to "
							+ "'false'");
		};
	}

}
