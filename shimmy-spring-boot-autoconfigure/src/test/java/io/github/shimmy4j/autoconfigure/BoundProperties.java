package io.github.shimmy4j.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The properties as Spring Boot binds them. */
public final class BoundProperties {

	private BoundProperties() {
	}

	/** Binds what a user wrote, as {@code key=value}. */
	public static ShimmyProperties of(String... pairs) {
		return binder(pairs).bindOrCreate("shimmy", ShimmyProperties.class);
	}

	/** The same for the keys of the embedding model. */
	public static EmbeddingProperties embedding(String... pairs) {
		return binder(pairs).bindOrCreate("shimmy.embedding", EmbeddingProperties.class);
	}

	/** The same for the keys of the daemon. */
	public static DaemonProperties daemon(String... pairs) {
		return binder(pairs).bindOrCreate("shimmy.daemon", DaemonProperties.class);
	}

	private static Binder binder(String... pairs) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String pair : pairs) {
			int equals = pair.indexOf('=');
			values.put(pair.substring(0, equals), pair.substring(equals + 1));
		}
		return new Binder(new MapConfigurationPropertySource(values));
	}

}
