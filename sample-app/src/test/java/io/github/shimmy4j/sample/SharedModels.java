package io.github.shimmy4j.sample;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where tests keep real models: outside the checkout, in the same place as
 * scripts/fetch-model, so that each is fetched once.
 */
final class SharedModels {

	private SharedModels() {
	}

	static Path directory() {
		Map<String, String> environment = System.getenv();
		String cache = environment.getOrDefault("XDG_CACHE_HOME",
				Path.of(System.getProperty("user.home"), ".cache").toString());
		return Path.of(environment.getOrDefault("SHIMMY4J_BUILD_CACHE", cache + "/shimmy4j-build"), "models");
	}

}
