package io.github.shimmy4j.autoconfigure.shared;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/** Every property of the metadata is used with a daemon, or its user is warned. */
class UnusedKeysTests {

	/** Properties, or whole groups of them, with an effect in this mode. */
	private static final List<String> USED = List.of("shimmy.enabled", "shimmy.mode", "shimmy.auto-start",
			"shimmy.model", "shimmy.fail-fast", "shimmy.start-on-first-use", "shimmy.lifecycle-management",
			"shimmy.chat", "shimmy.health", "shimmy.skip", "shimmy.embedding.model", "shimmy.embedding.batch-size",
			"shimmy.embedding.timeout", "shimmy.daemon.command", "shimmy.daemon.auto-spawn", "shimmy.daemon.timeout",
			// Refused.
			"shimmy.base-url");

	private static List<String> documented() throws IOException {
		List<String> documented = new ArrayList<>();
		ClassLoader classLoader = ShimmyProperties.class.getClassLoader();
		for (URL url : Collections.list(classLoader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = url.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(stream).path("properties")) {
					documented.add(property.path("name").asString());
				}
			}
		}
		documented.removeIf((name) -> !name.startsWith("shimmy."));
		return documented;
	}

	@TestFactory
	Stream<DynamicTest> propertyIsUsedOrNamedInTheWarning() throws IOException {
		return documented().stream()
			.map((name) -> DynamicTest.dynamicTest(name,
					() -> assertThat(UnusedKeys.in(setting(name)).isEmpty()).as("no warning")
						.isEqualTo(USED.stream().anyMatch((used) -> covers(used, name)))));
	}

	@Test
	void keysOfTheWarningAndOfThisTestAreProperties() throws IOException {
		List<String> documented = documented();
		assertThat(documented).hasSizeGreaterThan(50);
		assertThat(Stream.concat(UnusedKeys.UNUSED.stream(), USED.stream()))
			.allMatch((key) -> documented.stream().anyMatch((name) -> covers(key, name)));
	}

	private static boolean covers(String key, String name) {
		return name.equals(key) || name.startsWith(key + ".");
	}

	private static Environment setting(String name) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("set", Map.of(name, "any")));
		return environment;
	}

}
