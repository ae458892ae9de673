package io.github.shimmy4j.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the code can do has a place in {@code docs}: messages and IDEs send people there.
 */
class DocumentationTests {

	private static final Path DOCS = Path.of("..", "docs");

	@Test
	void everyErrorCodeHasAHeading() throws IOException {
		List<String> headings = Files.readAllLines(DOCS.resolve("errors.md"))
			.stream()
			.filter((line) -> line.startsWith("## "))
			.map((line) -> line.substring("## ".length()))
			.toList();
		assertThat(headings)
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(ShimmyErrorCode.values()).map(Enum::name).toList());
	}

	@Test
	void everyPropertyHasARowWithItsDefault() throws IOException {
		List<String> rows = Files.readAllLines(DOCS.resolve("configuration.md"));
		Map<String, String> properties = properties();
		assertThat(properties).hasSizeGreaterThan(20);
		properties.forEach((name, defaultValue) -> {
			String cell = defaultValue.isEmpty() ? "" : " `" + defaultValue + "` |";
			assertThat(rows).as(name).anyMatch((row) -> row.startsWith("| `" + name + "` |" + cell));
		});
	}

	private static Map<String, String> properties() throws IOException {
		Map<String, String> properties = new LinkedHashMap<>();
		ClassLoader classLoader = DocumentationTests.class.getClassLoader();
		for (URL url : Collections.list(classLoader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = url.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(stream).path("properties")) {
					String name = property.path("name").asString();
					if (name.startsWith("shimmy.")) {
						properties.put(name, property.path("defaultValue").asString(""));
					}
				}
			}
		}
		return properties;
	}

}
