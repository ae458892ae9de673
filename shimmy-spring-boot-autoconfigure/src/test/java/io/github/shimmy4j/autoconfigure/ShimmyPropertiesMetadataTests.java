package io.github.shimmy4j.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.github.shimmy4j.autoconfigure.report.PropertyKeys;
import io.github.shimmy4j.failure.Setting;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.convert.ApplicationConversionService;

import static org.assertj.core.api.Assertions.assertThat;

/** The metadata of the properties, which IDEs and our own check of names read. */
class ShimmyPropertiesMetadataTests {

	private static Map<String, JsonNode> documented() throws IOException {
		Map<String, JsonNode> documented = new LinkedHashMap<>();
		ClassLoader classLoader = ShimmyProperties.class.getClassLoader();
		for (URL url : Collections.list(classLoader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = url.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(stream).path("properties")) {
					if (property.path("name").asString().startsWith("shimmy.")) {
						documented.put(property.path("name").asString(), property);
					}
				}
			}
		}
		return documented;
	}

	@Test
	void everyPropertyIsDocumented() throws Exception {
		assertThat(documented().keySet())
			.containsExactlyInAnyOrderElementsOf(PropertyLeaf.ofAll().stream().map(PropertyLeaf::name).toList());
	}

	@Test
	void everySettingOfTheCoreHasAKeyThatIsDocumented() throws IOException {
		assertThat(Stream.of(Setting.values()).map(PropertyKeys::of)).doesNotHaveDuplicates()
			.filteredOn((key) -> key.startsWith("shimmy."))
			.hasSize(Setting.values().length - 1)
			.isSubsetOf(documented().keySet());
	}

	@TestFactory
	Stream<DynamicTest> descriptionIsSentenceWithoutArticle() throws IOException {
		return documented().entrySet()
			.stream()
			.map((property) -> DynamicTest.dynamicTest(property.getKey(),
					() -> assertThat(property.getValue().path("description").asString("")).isNotBlank()
						.endsWith(".")
						.doesNotStartWith("The ")
						.doesNotStartWith("A ")
						.doesNotContain("{@")));
	}

	@TestFactory
	Stream<DynamicTest> defaultIsTheOneThatBinds() throws Exception {
		Map<String, JsonNode> documented = documented();
		return PropertyLeaf.ofAll()
			.stream()
			.filter((leaf) -> !(leaf.value() instanceof Collection || leaf.value() instanceof Map))
			.map((leaf) -> DynamicTest.dynamicTest(leaf.name(),
					() -> assertThat(defaultValue(documented.get(leaf.name()), leaf.type())).isEqualTo(leaf.value())));
	}

	private static Object defaultValue(JsonNode property, Class<?> type) {
		JsonNode value = property.path("defaultValue");
		return value.isMissingNode() ? null
				: ApplicationConversionService.getSharedInstance().convert(value.asString(), type);
	}

}
