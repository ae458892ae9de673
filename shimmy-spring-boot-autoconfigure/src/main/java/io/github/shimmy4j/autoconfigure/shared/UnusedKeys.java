package io.github.shimmy4j.autoconfigure.shared;

import java.util.List;
import java.util.stream.StreamSupport;

import io.github.shimmy4j.text.PrintableLogger;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/** Names the keys that were set and mean nothing where the daemon launches the server. */
final class UnusedKeys {

	private static final PrintableLogger logger = PrintableLogger.of(UnusedKeys.class);

	/** Properties, or whole groups of them. */
	static final List<String> UNUSED = List.of("shimmy.api-key", "shimmy.shimmy-path", "shimmy.preferred-port",
			"shimmy.port-range", "shimmy.projector", "shimmy.models-dir", "shimmy.args", "shimmy.env",
			"shimmy.gpu-mode", "shimmy.context-size", "shimmy.health-timeout", "shimmy.max-restarts",
			"shimmy.idle-stop-after", "shimmy.restart", "shimmy.shutdown", "shimmy.liveness", "shimmy.binary",
			"shimmy.model-source", "shimmy.embedding.context-size", "shimmy.daemon.idle-exit");

	private UnusedKeys() {
	}

	/** Logs one warning if there are such keys. */
	static void warn(Environment environment) {
		List<String> set = in(environment);
		if (!set.isEmpty()) {
			logger
				.warn("Not used with 'shimmy.mode' 'shared', since the daemon launches the server: {}. Set them in the "
						+ "daemon's config.toml", String.join(", ", set));
		}
	}

	/** Those of the keys that were set. */
	static List<String> in(Environment environment) {
		return UNUSED.stream().filter((key) -> isSet(environment, key)).toList();
	}

	private static boolean isSet(Environment environment, String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.anyMatch((source) -> source.getConfigurationProperty(name) != null
					|| source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT);
	}

}
