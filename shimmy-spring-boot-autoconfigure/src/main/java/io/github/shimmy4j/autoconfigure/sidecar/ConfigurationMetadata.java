package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
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
record ConfigurationMetadata(Set<ConfigurationPropertyName> scalars, Set<ConfigurationPropertyName> containers) {

	private static final Set<String> LOCATIONS = Set.of("META-INF/spring-configuration-metadata.json",
			"META-INF/additional-spring-configuration-metadata.json");

	/**
	 * Reads all metadata that a class loader sees.
	 * @param classLoader where to look
	 * @param prefix only names below it are kept
	 */
	static ConfigurationMetadata read(ClassLoader classLoader, ConfigurationPropertyName prefix) {
		Map<ConfigurationPropertyName, String> types = new HashMap<>();
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
		Set<ConfigurationPropertyName> scalars = new HashSet<>();
		Set<ConfigurationPropertyName> containers = new HashSet<>();
		types.forEach((name, type) -> (isContainer(type) ? containers : scalars).add(name));
		return new ConfigurationMetadata(scalars, containers);
	}

	private static void readInto(Map<ConfigurationPropertyName, String> types, URL url,
			ConfigurationPropertyName prefix) throws IOException {
		String json;
		try (InputStream stream = url.openStream()) {
			json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		// Most jars document none of these names, and parsing megabytes takes 100 ms.
		if (!json.contains("\"" + prefix + ".")) {
			return;
		}
		for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
			ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property.path("name").asString(""), '.');
			if (prefix.isAncestorOf(name)) {
				types.put(name, property.path("type").asString(""));
			}
		}
	}

	private static boolean isContainer(String type) {
		return type.startsWith("java.util.Map") || type.startsWith("java.util.List") || type.startsWith("java.util.Set")
				|| type.endsWith("[]");
	}

	/**
	 * Whether a name, in any spelling that binds, is documented or lies in a documented
	 * container.
	 */
	boolean knows(ConfigurationPropertyName name) {
		return this.scalars.contains(name) || this.containers.stream()
			.anyMatch((container) -> container.equals(name) || container.isAncestorOf(name));
	}

	/** The documented name that somebody who mistyped one probably meant. */
	Optional<String> nearest(ConfigurationPropertyName name) {
		return Stream.concat(this.scalars.stream(), this.containers.stream())
			.map(ConfigurationPropertyName::toString)
			.sorted()
			.min(Comparator.comparingInt((candidate) -> editDistance(name.toString(), candidate)));
	}

	/** Levenshtein's: insertions, deletions and substitutions. */
	private static int editDistance(String from, String to) {
		int[] previous = new int[to.length() + 1];
		for (int j = 0; j <= to.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int[] current = new int[to.length() + 1];
			current[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int substitution = previous[j - 1] + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
			}
			previous = current;
		}
		return previous[to.length()];
	}

}
