package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names of properties that some jar on the class path documents in its configuration
 * metadata, as IDEs read it too.
 *
 * @param scalars names of single values
 * @param containers names of maps and lists, whose keys and indexes are anything
 * @see <a href=
 * "https://docs.spring.io/spring-boot/specification/configuration-metadata/format.html">Format</a>
 */
record ConfigurationMetadata(Set<String> scalars, Set<String> containers) {

	private static final Set<String> LOCATIONS = Set.of("META-INF/spring-configuration-metadata.json",
			"META-INF/additional-spring-configuration-metadata.json");

	/**
	 * Reads all metadata that a class loader sees.
	 * @param classLoader where to look
	 * @param prefix only names that begin so are kept
	 */
	static ConfigurationMetadata read(ClassLoader classLoader, String prefix) {
		Map<String, String> types = new TreeMap<>();
		try {
			for (String location : LOCATIONS) {
				for (URL url : Collections.list(classLoader.getResources(location))) {
					readInto(types, url, prefix);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the configuration metadata on the class path", ex);
		}
		Set<String> scalars = new TreeSet<>();
		Set<String> containers = new TreeSet<>();
		types.forEach((name, type) -> (isContainer(type) ? containers : scalars).add(name));
		return new ConfigurationMetadata(scalars, containers);
	}

	private static void readInto(Map<String, String> types, URL url, String prefix) throws IOException {
		try (InputStream stream = url.openStream()) {
			for (JsonNode property : JsonMapper.shared().readTree(stream).path("properties")) {
				String name = property.path("name").asString("");
				if (name.startsWith(prefix)) {
					types.put(name, property.path("type").asString(""));
				}
			}
		}
	}

	private static boolean isContainer(String type) {
		return type.startsWith("java.util.Map") || type.startsWith("java.util.List") || type.startsWith("java.util.Set")
				|| type.endsWith("[]");
	}

	/**
	 * Whether a name, in its canonical form, is documented or lies in a documented
	 * container.
	 */
	boolean knows(String name) {
		return this.scalars.contains(name) || this.containers.stream()
			.anyMatch((container) -> name.equals(container) || name.startsWith(container + ".")
					|| name.startsWith(container + "["));
	}

}
