package io.github.shimmy4j.autoconfigure.sidecar;

import io.github.shimmy4j.autoconfigure.BaseUrl;
import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.use.ExternalUses;
import io.github.shimmy4j.sidecar.use.SidecarUses;
import io.github.shimmy4j.sidecar.use.UseSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the uses of a server, which the chat model and the gateway share:
 * of the sidecar, or of an external server.
 */
@AutoConfiguration(after = ShimmySidecarAutoConfiguration.class)
@ConditionalOnProperty(name = "shimmy.enabled", matchIfMissing = true)
public final class ShimmyUseAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	UseSource shimmyUses(ShimmyProperties properties, ObjectProvider<ShimmySidecar> sidecar,
			ObjectProvider<ShimmyConnectionDetails> details) {
		ShimmyConnectionDetails external = details.getIfAvailable();
		if (external == null) {
			return new SidecarUses(sidecar.getObject());
		}
		return externalUses(properties, external, modelName(properties, external));
	}

	/**
	 * Makes the uses of a model of an external server.
	 * @param properties settings of the application
	 * @param external the server
	 * @param model the server's name of the model
	 * @return uses, as many at the same time as the settings or the server allow
	 */
	public static UseSource externalUses(ShimmyProperties properties, ShimmyConnectionDetails external, String model) {
		String key = external.apiKey();
		Integer maxConcurrent = properties.chat().maxConcurrent();
		return new ExternalUses(ServerClient.create(), BaseUrl.of(external.baseUrl()),
				(key != null) ? Secret.of(key) : null, model, (maxConcurrent != null) ? maxConcurrent : 0,
				System::nanoTime);
	}

	/**
	 * Makes the endpoint of an external server, for requests that take none of its slots.
	 * @param external the server
	 * @param model the server's name of the model
	 * @return an endpoint that is expected to do all that OpenAI's protocol promises
	 */
	public static ServerEndpoint externalEndpoint(ShimmyConnectionDetails external, String model) {
		String key = external.apiKey();
		return new ServerEndpoint(BaseUrl.of(external.baseUrl()), (key != null) ? Secret.of(key) : null, model, model,
				ServerCapabilities.OPENAI, TokenCounter.UNAVAILABLE);
	}

	/**
	 * Finds the model's name for users.
	 * @param properties settings of the application
	 * @param details external server; null if the server is our own
	 * @return the external server's name of it, or else that of the settings
	 */
	public static String modelName(ShimmyProperties properties, @Nullable ShimmyConnectionDetails details) {
		String external = (details != null) ? details.model() : null;
		if (external != null) {
			return external;
		}
		String chosen = properties.chat().model();
		return (chosen != null) ? chosen : properties.servedModel().name();
	}

}
