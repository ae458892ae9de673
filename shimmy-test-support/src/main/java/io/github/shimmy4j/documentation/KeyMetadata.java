package io.github.shimmy4j.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The metadata of the keys below {@code shimmy} in the jars of the class path. */
public final class KeyMetadata {

	private static final String OURS = "shimmy.";

	private KeyMetadata() {
	}

	/** All keys that are not deprecated, in order. */
	public static List<DocumentedKey> ofClassPath() throws IOException {
		List<JsonNode> groups = new ArrayList<>();
		TreeMap<String, JsonNode> properties = new TreeMap<>();
		ClassLoader classLoader = KeyMetadata.class.getClassLoader();
		for (URL url : Collections.list(classLoader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = url.openStream()) {
				JsonNode metadata = JsonMapper.shared().readTree(stream);
				metadata.path("groups").forEach(groups::add);
				metadata.path("properties").forEach((each) -> properties.put(text(each, "name"), each));
			}
		}
		return properties.subMap(OURS, "shimmy/")
			.values()
			.stream()
			.filter((property) -> property.path("deprecation").isMissingNode())
			.map((property) -> new DocumentedKey(text(property, "name"), text(property, "defaultValue"),
					ownerOf(property, groups).of(property), text(property, "description")))
			.toList();
	}

	/** The outermost class of the innermost group: nested ones are part of it. */
	private static AllowedValues ownerOf(JsonNode property, List<JsonNode> groups) {
		return groups.stream()
			.filter((group) -> text(property, "name").startsWith(text(group, "name") + "."))
			.filter((group) -> text(group, "type").equals(text(group, "sourceType")))
			.max(Comparator.comparing((JsonNode group) -> text(group, "name").length()))
			.map((group) -> new AllowedValues(AllowedValues.load(text(group, "type")), text(group, "name")))
			.orElseThrow(() -> new IllegalStateException("no class is bound to " + property));
	}

	private static String text(JsonNode node, String field) {
		return node.path(field).asString("");
	}

}
